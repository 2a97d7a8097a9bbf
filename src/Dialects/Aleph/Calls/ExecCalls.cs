using System.Text.Json;
using Carillon.Contracts.Exec;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Dialects.Aleph.Rpc;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary><c>exec.*</c>: whether a command may run (spec: Aleph, section 7).</summary>
internal sealed class ExecCalls(IExecApprovals approvals, ISessionKeys keys, ISessions sessions, TimeProvider clock)
{
    private const long MostTimeoutMs = 24 * 60 * 60 * 1000;

    /// <summary><c>exec.approval.request {command, cwd, agent_id, session_key, timeout_ms}</c> → <c>{id, approved, decision, timeout}</c>, once that is decided.</summary>
    public async ValueTask<Result> RequestAsync(Call call, CancellationToken cancellationToken)
    {
        var command = call.Params.RequiredText("command");
        var timeout = call.Params.Number("timeout_ms", 1000, MostTimeoutMs);
        var key = SessionCalls.KeyOf(call.Params) ?? SessionKey.Main;
        var session = await keys.OpenAsync(call.Caller, key, name: null, cancellationToken);
        var request = new ExecRequest(
            session.Id,
            command,
            call.Params.Text("cwd"),
            call.Params.Text("agent_id"),
            timeout is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null);
        var outcome = await call.Parking.WaitAsync(() => approvals.RequestAsync(call.Caller, request, cancellationToken));
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, outcome.Id);
            json.WriteBoolean("approved"u8, outcome.Approved);
            json.WriteString("decision"u8, outcome.Decision is { } decision ? ExecDecisions.WordOf(decision) : null);
            json.WriteBoolean("timeout"u8, outcome.TimedOut);
            json.WriteEndObject();
        };
    }

    /// <summary><c>exec.approval.resolve {id, decision, resolved_by}</c> → <c>{resolved, ok}</c>.</summary>
    public async ValueTask<Result> ResolveAsync(Call call, CancellationToken cancellationToken)
    {
        var id = call.Params.RequiredText("id");
        var decision = ExecDecisions.Find(call.Params.RequiredText("decision")) ?? throw Params.Wrong("decision", "allow_once, allow_session, allowlist or deny");
        try
        {
            await approvals.ResolveAsync(call.Caller, id, decision, call.Params.Text("resolved_by"), cancellationToken);
        }
        catch (CarillonException refused) when (refused.Code is ErrorCode.NotFound or ErrorCode.AlreadyResolved)
        {
            throw new CarillonException(ErrorCode.AlreadyResolved, "Approval not found or already resolved", refused);
        }

        return json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("resolved"u8, true);
            json.WriteBoolean("ok"u8, true);
            json.WriteEndObject();
        };
    }

    /// <summary><c>exec.approvals.pending</c> → <c>{pending[{id, command, cwd, agent_id, session_key, created_at, …}]}</c>.</summary>
    public async ValueTask<Result> PendingAsync(Call call, CancellationToken cancellationToken)
    {
        var pending = await approvals.PendingAsync(call.Caller, cancellationToken);
        var shown = new List<(PendingExec Request, string? Key)>();
        foreach (var request in pending) shown.Add((request, await KeyOfAsync(call, request.SessionId, cancellationToken)));
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("pending"u8);
            foreach (var (request, key) in shown)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, request.Id);
                json.WriteString("command"u8, request.Command);
                json.WriteString("cwd"u8, request.WorkingDirectory);
                json.WriteString("agent_id"u8, request.AgentId);
                json.WriteString("session_key"u8, key);
                json.WriteNumber("created_at"u8, request.CreatedAt);
                json.WriteString("risk_level"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(request.RiskLevel.ToString()));
                json.WriteNumber("expires_at"u8, request.ExpiresAt);
                json.WriteNumber("remaining_ms"u8, Math.Max(0, request.ExpiresAt - now));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        };
    }

    /// <summary><c>exec.approvals.get</c> → <c>{config, hash}</c>.</summary>
    public async ValueTask<Result> GetAsync(Call call, CancellationToken cancellationToken)
    {
        var policy = await approvals.GetAsync(call.Caller, cancellationToken);
        return json => WritePolicy(json, policy, applied: false);
    }

    /// <summary><c>exec.approvals.set {config, base_hash}</c> → <c>{applied, config, hash}</c>; refused when the policy is no longer the one that was read.</summary>
    public async ValueTask<Result> SetAsync(Call call, CancellationToken cancellationToken)
    {
        var config = call.Params.Any("config") ?? throw Params.Missing("config");
        var policy = await approvals.SetAsync(call.Caller, config, call.Params.RequiredText("base_hash"), cancellationToken);
        return json => WritePolicy(json, policy, applied: true);
    }

    private static void WritePolicy(Utf8JsonWriter json, ExecConfiguration policy, bool applied)
    {
        json.WriteStartObject();
        if (applied) json.WriteBoolean("applied"u8, true);
        json.WritePropertyName("config"u8);
        policy.Config.WriteTo(json);
        json.WriteString("hash"u8, policy.Hash);
        json.WriteEndObject();
    }

    private async ValueTask<string?> KeyOfAsync(Call call, string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            return (await sessions.GetAsync(call.Caller, sessionId, cancellationToken)).Key;
        }
        catch (CarillonException gone) when (gone.Code == ErrorCode.SessionNotFound)
        {
            return null;
        }
    }
}
