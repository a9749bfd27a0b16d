"""create-bucket.py, as the init container runs it, against a MinIO over TLS whose certificate is by the authority in CA."""
import os
import subprocess
import sys
import tempfile
import unittest

import boto3

PROGRAM = "/prepare/create-bucket.py"
ENDPOINT = os.environ["ENDPOINT"]
CA = os.environ["CA"]
KEYS = {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
REACHED = {**KEYS, "MLFLOW_S3_ENDPOINT_URL": ENDPOINT, "AWS_CA_BUNDLE": CA}


def run(bucket, env, program=PROGRAM):
    """With nothing in its environment but this; it gives up after the first failure."""
    settings = {"PATH": os.environ["PATH"], "HOME": "/tmp", "BUCKET": bucket, "PREPARE_TIMEOUT_SECONDS": "0", **env}
    done = subprocess.run([sys.executable, "-Es", program], env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def files(**texts):
    folder = tempfile.mkdtemp()
    for name, text in texts.items():
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)
    return {name: os.path.join(folder, name) for name in texts}


def loud():
    """The program, saying what it sends."""
    with open(PROGRAM) as program:
        log = "import logging, sys; logging.basicConfig(level=logging.DEBUG); sys.path.append('/prepare')\n"
        return files(program=log + program.read())["program"]


class CreateBucket(unittest.TestCase):
    def test_it_makes_the_bucket_once(self):
        self.assertEqual(run("once", REACHED), (0, "create-bucket: once created\n"))
        self.assertEqual(run("once", REACHED), (0, "create-bucket: once exists\n"))

    def test_without_a_name_it_does_nothing(self):
        self.assertEqual(run("", {}), (0, ""))

    def test_it_trusts_what_the_server_trusts(self):
        base = {**KEYS, "MLFLOW_S3_ENDPOINT_URL": ENDPOINT}
        profile = files(config=f"[default]\nca_bundle = {CA}\n")["config"]
        for bucket, trust in {
            "by-aws-ca-bundle": {"AWS_CA_BUNDLE": CA},
            "by-requests-ca-bundle": {"REQUESTS_CA_BUNDLE": CA},
            "by-profile": {"AWS_CONFIG_FILE": profile},
            "ignoring": {"MLFLOW_S3_IGNORE_TLS": "true"},
            "ignoring-1": {"MLFLOW_S3_IGNORE_TLS": "1"},
        }.items():
            with self.subTest(bucket):
                code, output = run(bucket, {**base, **trust})
                self.assertEqual((code, output.splitlines()[-1]), (0, f"create-bucket: {bucket} created"))

    def test_it_does_not_trust_anybody_else(self):
        for trust in ({}, {"MLFLOW_S3_IGNORE_TLS": "false"}):
            with self.subTest(trust):
                code, output = run("unknown", {**KEYS, "MLFLOW_S3_ENDPOINT_URL": ENDPOINT, **trust})
                self.assertEqual(code, 1)
                self.assertRegex(output, r"create-bucket: gave up: SSL validation failed .*certificate verify failed")

    def test_it_addresses_the_bucket_as_the_server_does(self):
        code, output = run("styled", {**REACHED, "MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE": "virtual"})
        self.assertEqual(code, 1)
        self.assertIn('gave up: Could not connect to the endpoint URL: "' + ENDPOINT.replace("://", "://styled."), output)
        code, output = run("styled", {**REACHED, "MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE": "path"})
        self.assertEqual((code, output), (0, "create-bucket: styled created\n"))

    def test_keys_and_region_may_be_those_of_a_profile(self):
        paths = files(
            config="[profile team]\nregion = eu-central-1\n",
            credentials="[team]\naws_access_key_id = {AWS_ACCESS_KEY_ID}\naws_secret_access_key = {AWS_SECRET_ACCESS_KEY}\n".format(**KEYS),
        )
        profile = {"AWS_PROFILE": "team", "AWS_CONFIG_FILE": paths["config"], "AWS_SHARED_CREDENTIALS_FILE": paths["credentials"]}
        env = {**profile, "MLFLOW_S3_ENDPOINT_URL": ENDPOINT, "AWS_CA_BUNDLE": CA}
        self.assertEqual(run("of-a-team", env), (0, "create-bucket: of-a-team created\n"))

    def test_a_store_may_want_no_signature(self):
        env = {"MLFLOW_S3_ENDPOINT_URL": ENDPOINT, "AWS_CA_BUNDLE": CA, "MLFLOW_EXPERIMENTAL_S3_SIGNATURE_VERSION": "Unsigned"}
        code, output = run("unsigned", env)
        self.assertEqual(code, 1)
        # This one wants one, and was asked without: else boto3 would have looked for keys in vain.
        self.assertRegex(output, r"gave up: An error occurred \(403\)")

    def test_the_region_is_named_where_it_must_be(self):
        # MinIO has one region, whatever it is called: so here is what was sent.
        for region, named in {"eu-central-1": True, "us-east-1": False, "": False}.items():
            with self.subTest(region):
                settings = {"AWS_DEFAULT_REGION": region} if region else {}
                code, output = run("in-" + (region or "none"), {**REACHED, **settings}, loud())
                self.assertEqual(code, 0, output)
                self.assertEqual(f"<LocationConstraint>{region}</LocationConstraint>" in output, named, output)
                self.assertEqual("LocationConstraint>" in output, named, output)

    def test_the_expected_owner_is_asked_for(self):
        # MinIO has no accounts and ignores it: so here is what was sent.
        code, output = run("owned", {**REACHED, "MLFLOW_S3_EXPECTED_BUCKET_OWNER": "123456789012"}, loud())
        self.assertEqual(code, 0, output)
        self.assertRegex(output, r"x-amz-expected-bucket-owner.*123456789012")

    def test_settings_that_cannot_work_are_not_waited_for(self):
        for wrong, word in {
            ("MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE", "diagonal"): "diagonal",
            ("MLFLOW_S3_ENDPOINT_URL", "store:9000"): "Invalid endpoint: store:9000",
            ("AWS_PROFILE", "nobody"): "nobody",
        }.items():
            with self.subTest(wrong):
                # It would have an hour.
                code, output = run("wrong", {**REACHED, "PREPARE_TIMEOUT_SECONDS": "3600", wrong[0]: wrong[1]})
                self.assertEqual(code, 1)
                self.assertRegex(output, f"^create-bucket: the settings of the store are wrong: .*{word}")
                self.assertNotIn("Traceback", output)

    def test_a_store_that_refuses_the_keys_is_named(self):
        code, output = run("refused", {**REACHED, "AWS_SECRET_ACCESS_KEY": "not the key"})
        self.assertEqual(code, 1)
        self.assertRegex(output, r"^create-bucket: waiting for the store: .*403.*\ncreate-bucket: gave up: .*403")
        self.assertNotIn("not the key", output)

    def test_what_it_waits_for_is_said_once(self):
        # Time for a second attempt, and for a third.
        env = {**REACHED, "AWS_SECRET_ACCESS_KEY": "not the key", "PREPARE_TIMEOUT_SECONDS": "3"}
        code, output = run("refused", env)
        self.assertEqual((code, output.count("waiting for the store")), (1, 1), output)


if __name__ == "__main__":
    unittest.main(verbosity=2)
