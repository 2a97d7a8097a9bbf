using System.Text.Json;
using Carillon.Contracts.Perception;
using Carillon.Core.Identity;
using Carillon.Dialects.Native.Errors;
using Carillon.Dialects.Native.Json;

namespace Carillon.Dialects.Native.Calls;

/// <summary>The watchers over the machine, whatever way the request came.</summary>
internal sealed class DaemonCalls(IPerception perception)
{
    public async ValueTask<Answer> StatusAsync(Caller caller, NoParams none, CancellationToken cancellationToken)
    {
        var status = await perception.StatusAsync(caller, cancellationToken);
        return Answer.Ok(json => JsonSerializer.Serialize(json, status, AnswersJson.Default.PerceptionStatus));
    }

    public async ValueTask<Answer> PauseAsync(Caller caller, WatcherParams wanted, CancellationToken cancellationToken) =>
        Of(await perception.PauseAsync(caller, Invalid.Required(wanted.Watcher, "watcher"), cancellationToken));

    public async ValueTask<Answer> ResumeAsync(Caller caller, WatcherParams wanted, CancellationToken cancellationToken) =>
        Of(await perception.ResumeAsync(caller, Invalid.Required(wanted.Watcher, "watcher"), cancellationToken));

    private static Answer Of(WatcherStatus watcher) => Answer.Ok(json => JsonSerializer.Serialize(json, watcher, AnswersJson.Default.WatcherStatus));
}
