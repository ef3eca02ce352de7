// Machine and version information as cAdvisor's pages have it.
// Models google/cadvisor info/v1/machine.go and machine/info.go.

import { DOCKER_VERSION } from '../../protocol/docker.ts';
import type { LinuxMachine } from '../../protocol/linux.ts';

/** The disk that holds everything. */
export const DISK = { device: '/dev/vda', name: 'vda', major: 254, minor: 0 } as const;

/** The machine's own network card. */
export const CARD = 'eth0';

const KIB = 1_024;
const FREQUENCY_KHZ = 2_400_000;

/** `/machine`. */
export function machineInfo(machine: LinuxMachine): object {
  const { major, minor, name } = DISK;
  const threads = Array.from({ length: machine.cpus }, (_, i) => i);
  return {
    num_cores: machine.cpus,
    cpu_frequency_khz: FREQUENCY_KHZ,
    memory_capacity: machine.memoryBytes,
    machine_id: machine.machineId,
    system_uuid: machine.systemUuid,
    boot_id: machine.bootId,
    filesystems: [
      {
        device: DISK.device,
        capacity: machine.diskBytes,
        type: 'vfs',
        inodes: machine.inodes,
        has_inodes: true,
      },
    ],
    disk_map: {
      [`${major}:${minor}`]: { name, major, minor, size: machine.diskBytes, scheduler: 'none' },
    },
    network_devices: [
      { name: CARD, mac_address: macOf(machine.systemUuid), speed: 10_000, mtu: 1_500 },
    ],
    topology: [
      {
        node_id: 0,
        memory: machine.memoryBytes,
        cores: threads.map((id) => ({
          core_id: id,
          thread_ids: [id],
          caches: [cache(32 * KIB, 'Data', 1), cache(32 * KIB, 'Instruction', 1)],
        })),
        caches: [cache(32 * KIB * KIB, 'Unified', 3)],
      },
    ],
    cloud_provider: 'Unknown',
    instance_type: 'Unknown',
    instance_id: 'None',
  };
}

/** What of the machine has a version. */
export function versionInfo(machine: LinuxMachine): object {
  return {
    kernel_version: machine.kernelVersion,
    container_os_version: machine.osImage,
    docker_version: DOCKER_VERSION,
    cadvisor_version: CADVISOR_VERSION,
    cadvisor_revision: '',
  };
}

/** Of the document's era (Kubernetes 1.4). */
export const CADVISOR_VERSION = '0.24.0';

function cache(size: number, type: string, level: number): object {
  return { size, type, level };
}

/** An address that was given out by hand, made of the machine's id. */
function macOf(uuid: string): string {
  const digits = uuid.replace(/-/g, '').slice(0, 8);
  return `02:42:${(digits.match(/../g) ?? []).join(':')}`;
}
