// Lines of real kubelets' logs that simulated ones do not write, each with its reason.
// tidy: data table

/** Places in upstream's source whose lines are not written. */
export interface AbsentLines {
  /** `kubelet.go:1020`, or a whole file of which nothing is written. */
  readonly places: readonly string[];
  readonly why: string;
}

function absent(why: string, places: string): AbsentLines {
  return { why, places: places.trim().split(/\s+/) };
}

/** All of them, by edition. */
export const ABSENT_LINES: { readonly [edition: string]: readonly AbsentLines[] } = {
  both: [
    absent(
      'Libraries in the kubelet: connections, certificates, caches, flags and feature gates.',
      `aws_credentials.go balancer_conn_wrappers.go client.go clientconn.go cni.go dynamic_cafile_content.go
       dynamic_serving_content.go feature_gate.go flags.go helpers.go httplog.go labels.go logs.go metadata.go passthrough.go
       ratelimit.go reflector.go remote_image.go remote_runtime.go shared_informer.go tlsconfig.go`,
    ),
    absent(
      'Of a Linux host: mounts, kernel flags, cgroup files, devices, plug-ins, the oom score.',
      `cadvisor_linux.go cgroup_manager_linux.go container_manager_linux.go csi_node_updater.go csi_plugin.go docker_sandbox.go
       docker_server.go dra_plugin_manager.go fs.go fs_resource_analyzer.go gce.go hostutil_linux.go kubelet_dockershim.go
       kubelet_network_linux.go manager_no_libpfm.go memory_manager.go mount_linux.go node_container_manager_linux.go
       nodeinfomanager.go nvidia.go oom_linux.go plugin_manager.go plugin_watcher.go plugins.go policy_none.go
       qos_container_manager_linux.go server_v1.go watchdog_linux.go`,
    ),
    absent(
      'Loops whose turns are no messages between the simulated ports.',
      `cri_stats_provider.go desired_state_of_world_populator.go kubelet_getters.go nodelease.go
       pod_container_deletor.go pod_startup_latency_tracker.go reconciler.go reconstruct.go`,
    ),
  ],
  containerd: [
    absent(
      "cAdvisor's start, and its troubles with the recording machine.",
      `handler.go:175 handler.go:291 manager.go:1035 manager.go:171 manager.go:218 manager.go:227 manager.go:234 factory.go:55
       factory.go:105 factory.go:220 factory.go:222 manager.go:1211 manager.go:1231 manager.go:1256 manager.go:351 manager.go:356`,
    ),
    absent(
      'Managers of devices, CPUs and memory with nothing to manage.',
      `manager.go:144 manager.go:341 manager.go:525 server.go:74 server.go:87 state_mem.go:40 state_mem.go:43 state_mem.go:45
       state_mem.go:161 cpu_manager.go:236 cpu_manager.go:237 cpu_manager.go:257 cpu_manager.go:441 topology_manager.go:172`,
    ),
    absent(
      'Settings of the start that a simulated kubelet has not got.',
      `server.go:547 server.go:814 server.go:875 server.go:1409 server.go:1454 server.go:264 kubelet.go:295 kubelet.go:1020
       kubelet.go:1047 kubelet.go:1857 kubelet.go:1913 volume_manager.go:308 kuberuntime_manager.go:477 apiserver.go:45
       apiserver.go:49 apiserver.go:51`,
    ),
    absent(
      'Errors and looks of the first second, before the Node is there.',
      `kubelet_node_status.go:446 kubelet_node_status.go:481 kubelet_node_status.go:529 kubelet.go:3531 kubelet.go:1723
       kubelet.go:1743 eviction_manager.go:272 eviction_manager.go:292 eviction_manager.go:297 eviction_manager.go:371`,
    ),
    absent(
      'Cases of timing that the run at hand has not got, or that the simulated kubelet meets otherwise.',
      `status_manager.go:972 status_manager.go:1173 util.go:52 pod_workers.go:1194 kuberuntime_gc.go:346 kubelet_pods.go:2193
       kubelet_pods.go:2198 kubelet_pods.go:2877`,
    ),
  ],
  docker: [
    absent(
      "cAdvisor's start, and its troubles with the recording machine.",
      `handler.go:181 handler.go:295 manager.go:165 manager.go:213 manager.go:229 manager.go:917 manager.go:949 manager.go:1203
       manager.go:301 manager.go:306 factory.go:55 factory.go:101 factory.go:211 factory.go:370`,
    ),
    absent(
      'Managers of devices and CPUs with nothing to manage.',
      `manager.go:133 manager.go:236 manager.go:278 manager.go:289 manager.go:594 state_mem.go:36 cpu_manager.go:193
       cpu_manager.go:194 topology_manager.go:120`,
    ),
    absent(
      'Settings of the start that a simulated kubelet has not got.',
      `server.go:614 server.go:621 server.go:645 kubelet.go:297 kubelet.go:1363 docker_service.go:240 docker_service.go:255
       docker_service.go:260 docker_service.go:273 docker_service.go:559 volume_manager.go:269 setters.go:795`,
    ),
    absent(
      'Errors and looks of the first second, before the Node is there.',
      'kubelet.go:1256 kubelet.go:1274 kubelet.go:2243',
    ),
    absent(
      'Cases of timing that the run at hand has not got, or that the simulated kubelet meets otherwise.',
      `status_manager.go:429 status_manager.go:544 status_manager.go:566 status_manager.go:570 kubelet_pods.go:952
       kubelet_pods.go:966 kubelet_pods.go:975 kubelet_pods.go:1210 kubelet_pods.go:1218 kubelet_pods.go:1256
       kubelet.go:1986 kubelet.go:2093 kubelet_volumes.go:145 kuberuntime_container.go:662`,
    ),
  ],
};

/** Single lines of places that are written, which differ in more than values. */
export const OTHER_LINES: readonly { readonly line: RegExp; readonly why: string }[] = [
  {
    line: /generic\.go:155 .*(unknown|non-existent -> exited|exited -> running)/,
    why: 'A relist that fell into the middle of a start or an end.',
  },
  { line: /status_manager\.go:564 .*with "…"$/, why: 'A patch of nothing.' },
  { line: / logger\b/, why: 'The same line, said through the logger of another start.' },
  {
    line: /kubelet\.go:1826 .*- container runtime status check/,
    why: 'The second look in the first second.',
  },
];

/** Lines beyond the samples: their place is counted from the lines around it. */
export const BEYOND_SAMPLES: readonly RegExp[] = [
  /kubelet\.go:2731 SyncLoop UPDATE/,
  /kubelet_node_status\.go:531 Recording NodeReady/,
];
