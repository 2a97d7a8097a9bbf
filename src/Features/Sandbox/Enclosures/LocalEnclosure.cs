using Carillon.Contracts.Processes;
using Carillon.Contracts.Sandbox;
using Carillon.Features.Sandbox.Processes;

namespace Carillon.Features.Sandbox.Enclosures;

/// <summary>
/// Nothing but limits: processes are plain ones of this user. They are ended with their session; a hostile one is not kept from the
/// rest of the machine.
/// </summary>
internal sealed class LocalEnclosure(ResourceLimits limits) : IEnclosure
{
    public string Provider => "local";

    public IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>();

    public bool TakesTreeAlong => false;

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PrepareAsync(SessionPlace place, Func<SandboxPhase, ValueTask> report, CancellationToken cancellationToken) => Task.CompletedTask;

    public IReadOnlyList<string> Enclose(SessionPlace place, Enclosed command) =>
    [
        .. Prlimit.Prefix(limits, countsOwnProcesses: false),
        Executable.Find(command.Command, command.SearchPath, command.Folder),
        .. command.Arguments,
    ];
}
