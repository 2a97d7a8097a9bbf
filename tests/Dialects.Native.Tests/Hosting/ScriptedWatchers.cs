using Carillon.Contracts.Perception;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Testing;

/// <summary>One watcher that does nothing but remember whether it was paused.</summary>
internal sealed class ScriptedWatchers : IPerception
{
    private WatcherStatus _files = new("files", WatcherState.Running, 1000, 7, new Dictionary<string, string> { ["folders"] = "3" });

    public ValueTask<PerceptionStatus> StatusAsync(Caller caller, CancellationToken cancellationToken) => new(new PerceptionStatus(
        true, [_files], new PerceivedState("coding", false, false, new Dictionary<string, string> { ["cpu"] = "normal" }, ["/p"])));

    public ValueTask<WatcherStatus> PauseAsync(Caller caller, string watcher, CancellationToken cancellationToken) => new(Turn(watcher, WatcherState.Paused));

    public ValueTask<WatcherStatus> ResumeAsync(Caller caller, string watcher, CancellationToken cancellationToken) => new(Turn(watcher, WatcherState.Running));

    private WatcherStatus Turn(string watcher, WatcherState state) => watcher == _files.Id
        ? _files = _files with { State = state }
        : throw new CarillonException(ErrorCode.NotFound, $"There is no watcher '{watcher}'.");
}
