using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Json;
using Microsoft.AspNetCore.Http;
using static Carillon.Dialects.Native.Http.CallRoute;

namespace Carillon.Dialects.Native.Http;

/// <summary>Sessions, turns, permissions and agents over HTTP: the path, the query and the body become one call's parameters.</summary>
internal sealed class SessionRoutes(SessionCalls calls)
{
    private static readonly ParamsJson Json = ParamsJson.Default;

    public Serve Create { get; } = WithBody(Json.CreateSessionParams, (_, body) => body, calls.CreateAsync);

    public Serve List { get; } = WithoutBody(
        context => new ListSessionsParams(Query.Flag(context, "includeArchived"), Query.Limit(context), Query.Text(context, "next")), calls.ListAsync);

    public Serve Get { get; } = WithoutBody(Session, calls.GetAsync);

    public Serve Update { get; } = WithBody(Json.UpdateSessionParams, (context, body) => body with { SessionId = IdOf(context) }, calls.UpdateAsync);

    public Serve Delete { get; } = WithoutBody(Session, calls.DeleteAsync);

    public Serve Snapshot { get; } = WithoutBody(Session, calls.SnapshotAsync);

    public Serve History { get; } = WithoutBody(
        context => new HistoryParams(IdOf(context), Query.Number(context, "after"), Query.Limit(context)), calls.HistoryAsync);

    public Serve RunTurn { get; } = WithBody(Json.RunTurnParams, (context, body) => body with { SessionId = IdOf(context) }, calls.RunTurnAsync);

    public Serve Stop { get; } = WithoutBody(Session, calls.StopTurnAsync);

    public Serve Steer { get; } = WithBody(Json.SteerParams, (context, body) => body with { SessionId = IdOf(context) }, calls.SteerAsync);

    public Serve Pending { get; } = WithoutBody(_ => new NoParams(), calls.PendingAsync);

    public Serve Resolve { get; } = WithBody(
        Json.ResolveParams, (context, body) => body with { SessionId = IdOf(context), RequestId = RequestOf(context) }, calls.ResolveAsync);

    public Serve Answer { get; } = WithBody(
        Json.AnswerParams, (context, body) => body with { SessionId = IdOf(context), RequestId = RequestOf(context) }, calls.AnswerAsync);

    public Serve Agents { get; } = WithoutBody(_ => new NoParams(), calls.AgentsAsync);

    private static SessionParams Session(HttpContext context) => new(IdOf(context));

    private static string RequestOf(HttpContext context) => Query.Part(context, "requestId");
}
