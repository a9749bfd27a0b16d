/** Image of the container that holds the namespaces of each pod, and reaps what its other containers leave behind. */
export const SANDBOX = 'registry.k8s.io/pause:3.10';
