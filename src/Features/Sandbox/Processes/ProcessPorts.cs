using Carillon.Contracts.Processes;

namespace Carillon.Features.Sandbox.Processes;

/// <summary>What starting a process takes.</summary>
internal sealed record ProcessPorts(ProcessStarter Starter, RunningProcesses Running, TimeProvider Clock, MarkSource Marks);
