/** What API servers say of a StatefulSet that would have other claims: newer ones, and older ones. */
export const REFUSED_CLAIMS =
  /spec.volumeClaimTemplates: .* field is immutable|updates to statefulset spec for fields other than/;
