package localcloud.codedeploy;

/**
 * What a template says of how one function is deployed.
 *
 * @param role in whose name the hook is invoked and the alias is moved
 */
record DeploymentGroup(String application, String name, String role, TrafficShift shift) {}
