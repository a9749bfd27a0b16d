/** What Artifact Hub reads of a repository beside its charts: https://artifacthub.io/docs/topics/repositories */

export const ARTIFACT_HUB_FILE = 'artifacthub-repo.yml';

/** To be filled in by whoever adds the repository there; empty, it is valid and claims nothing. */
export const ARTIFACT_HUB = `# Metadata of this repository for Artifact Hub: https://artifacthub.io/docs/topics/repositories
# Once the repository is added there, its ID makes you a verified publisher, and owners may claim it:
#
# repositoryID: 00000000-0000-0000-0000-000000000000
# owners:
#   - name: you
#     email: you@example.com
ignore: []
`;
