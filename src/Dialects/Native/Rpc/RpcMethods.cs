using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using Carillon.Core.Identity;
using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Json;

namespace Carillon.Dialects.Native.Rpc;

/// <summary>Serves one method.</summary>
internal delegate ValueTask<Answer> RpcMethod(Caller caller, ReadOnlyMemory<byte> given, CancellationToken cancellationToken);

/// <summary>The methods that need nothing of the connection they came on.</summary>
internal sealed class RpcMethods
{
    private static readonly ParamsJson Json = ParamsJson.Default;
    private readonly FrozenDictionary<string, RpcMethod> _methods;

    public RpcMethods(NativeServices services)
        : this(
            new EventCalls(services.Log),
            new SessionCalls(services),
            new FileCalls(services.Files),
            new MemberCalls(services.Members),
            new JobCalls(services.Jobs),
            new DaemonCalls(services.Perception))
    {
    }

    private RpcMethods(EventCalls events, SessionCalls sessions, FileCalls files, MemberCalls members, JobCalls jobs, DaemonCalls daemon) => _methods = new Dictionary<string, RpcMethod>(StringComparer.Ordinal)
    {
        ["events.publish"] = (caller, given, cancellationToken) => RpcPublish.RunAsync(events, caller, given, cancellationToken),
        ["events.page"] = Typed(Json.PageParams, events.PageAsync),
        ["sessions.create"] = Typed(Json.CreateSessionParams, sessions.CreateAsync),
        ["sessions.list"] = Typed(Json.ListSessionsParams, sessions.ListAsync),
        ["sessions.get"] = Typed(Json.SessionParams, sessions.GetAsync),
        ["sessions.update"] = Typed(Json.UpdateSessionParams, sessions.UpdateAsync),
        ["sessions.delete"] = Typed(Json.SessionParams, sessions.DeleteAsync),
        ["sessions.snapshot"] = Typed(Json.SessionParams, sessions.SnapshotAsync),
        ["sessions.history"] = Typed(Json.HistoryParams, sessions.HistoryAsync),
        ["turns.run"] = Typed(Json.RunTurnParams, sessions.RunTurnAsync),
        ["turns.stop"] = Typed(Json.SessionParams, sessions.StopTurnAsync),
        ["turns.steer"] = Typed(Json.SteerParams, sessions.SteerAsync),
        ["permissions.list"] = Typed(Json.NoParams, sessions.PendingAsync),
        ["permissions.resolve"] = Typed(Json.ResolveParams, sessions.ResolveAsync),
        ["questions.answer"] = Typed(Json.AnswerParams, sessions.AnswerAsync),
        ["files.list"] = Typed(Json.ListFilesParams, files.ListAsync),
        ["files.read"] = Typed(Json.ReadFileParams, files.ReadAsync),
        ["files.history"] = Typed(Json.FileHistoryParams, files.HistoryAsync),
        ["members.list"] = Typed(Json.NoParams, members.ListAsync),
        ["members.update"] = Typed(Json.UpdateMemberParams, members.UpdateAsync),
        ["members.remove"] = Typed(Json.RemoveMemberParams, members.RemoveAsync),
        ["identity.get"] = Typed(Json.NoParams, MemberCalls.IdentityAsync),
        ["cron.create"] = Typed(Json.JobMembers, jobs.CreateAsync),
        ["cron.list"] = Typed(Json.ListJobsParams, jobs.ListAsync),
        ["cron.get"] = Typed(Json.JobParams, jobs.GetAsync),
        ["cron.update"] = Typed(Json.JobMembers, jobs.UpdateAsync),
        ["cron.delete"] = Typed(Json.JobParams, jobs.DeleteAsync),
        ["cron.trigger"] = Typed(Json.JobParams, jobs.TriggerAsync),
        ["cron.pause"] = Typed(Json.JobParams, jobs.PauseAsync),
        ["cron.resume"] = Typed(Json.JobParams, jobs.ResumeAsync),
        ["cron.runs"] = Typed(Json.ListRunsParams, jobs.RunsAsync),
        ["cron.run"] = Typed(Json.JobRunParams, jobs.GetRunAsync),
        ["agents.list"] = Typed(Json.NoParams, sessions.AgentsAsync),
        ["daemon.status"] = Typed(Json.NoParams, daemon.StatusAsync),
        ["daemon.pause"] = Typed(Json.WatcherParams, daemon.PauseAsync),
        ["daemon.resume"] = Typed(Json.WatcherParams, daemon.ResumeAsync),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public RpcMethod? Find(string name) => _methods.GetValueOrDefault(name);

    private static RpcMethod Typed<TParams>(JsonTypeInfo<TParams> type, Func<Caller, TParams, CancellationToken, ValueTask<Answer>> call)
        where TParams : class =>
        (caller, given, cancellationToken) => call(caller, JsonText.Read(given.Span, type), cancellationToken);
}
