using System.Text.Json;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Dialects.Aleph.Rpc;
using Carillon.Events;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary><c>agent.*</c>, <c>run.*</c> and <c>chat.*</c> (spec: Aleph, section 10). A run is a turn, and its id the turn's.</summary>
internal sealed class RunCalls(AlephServices services)
{
    private const long DefaultWaitMs = 30_000;
    private const long MaxWaitMs = 300_000;

    private static readonly string[] Thinking = ["off", "minimal", "low", "medium", "high", "xhigh"];

    /// <summary><c>{message | input, session_key | channel and peer_id, thinking, model}</c> → <c>{run_id, status, session_key, accepted_at}</c>.</summary>
    public async ValueTask<Result> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var (runId, key) = await StartAsync(call, cancellationToken);
        var now = services.Clock.GetUtcNow();
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("run_id"u8, runId);
            json.WriteString("status"u8, "running"u8);
            json.WriteString("session_key"u8, key);
            json.WriteString("accepted_at"u8, now);
            json.WriteEndObject();
        };
    }

    /// <summary><c>chat.send {message}</c> → <c>{run_id, session_key, streaming}</c>.</summary>
    public async ValueTask<Result> SendAsync(Call call, CancellationToken cancellationToken)
    {
        var (runId, key) = await StartAsync(call, cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("run_id"u8, runId);
            json.WriteString("session_key"u8, key);
            json.WriteBoolean("streaming"u8, true);
            json.WriteEndObject();
        };
    }

    /// <summary><c>{run_id}</c> → <c>{cancelled, run_id}</c>: false for one that had ended.</summary>
    public async ValueTask<Result> CancelAsync(Call call, CancellationToken cancellationToken)
    {
        var runId = call.Params.Text("run_id") ?? await RunningAsync(call, cancellationToken);
        var cancelled = runId is not null && await call.Parking.WaitAsync(() => services.Runs.CancelAsync(call.Caller, runId, cancellationToken));
        return json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("cancelled"u8, cancelled);
            json.WriteString("run_id"u8, runId);
            json.WriteEndObject();
        };
    }

    /// <summary><c>{run_id}</c> → the run as it stands.</summary>
    public async ValueTask<Result> StatusAsync(Call call, CancellationToken cancellationToken)
    {
        var run = await services.Runs.GetAsync(call.Caller, call.Params.RequiredText("run_id"), cancellationToken);
        return json => WriteStatus(json, run);
    }

    /// <summary><c>{agents[{id, name, description, model, enabled}], total, default}</c>.</summary>
    public ValueTask<Result> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var agents = services.Agents.Definitions;
        var main = services.Keys.AgentTypeOf(SessionKey.MainAgent);
        return ValueTask.FromResult<Result>(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("agents"u8);
            foreach (var agent in agents)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, agent.Name);
                json.WriteString("name"u8, agent.Name);
                json.WriteString("description"u8, $"Runs {Path.GetFileName(agent.Command)} in a folder of its own");
                json.WriteNull("model"u8);
                json.WriteBoolean("enabled"u8, true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("total"u8, agents.Count);
            json.WriteString("default"u8, main);
            json.WriteEndObject();
        });
    }

    /// <summary>
    /// <c>{run_id, response | message}</c> → <c>{accepted, queued, run_id}</c>: the answer to what the run asks. A text answers its first
    /// question, or decides a permission; an object names questions by id.
    /// </summary>
    public async ValueTask<Result> RespondAsync(Call call, CancellationToken cancellationToken)
    {
        var runId = call.Params.RequiredText("run_id");
        var response = call.Params.Any("response", "message") ?? throw Params.Missing("response");
        var run = await services.Runs.GetAsync(call.Caller, runId, cancellationToken);
        var pending = await services.Approvals.PendingAsync(call.Caller, cancellationToken);
        switch (pending.FirstOrDefault(asked => TurnOf(asked) == runId))
        {
            case QuestionRequested question:
                await services.Approvals.AnswerAsync(call.Caller, run.SessionId, question.RequestId, AnswersTo(question, response), cancellationToken);
                break;
            case PermissionRequested permission:
                var kind = Decisions.KindOf(response.ValueKind == JsonValueKind.String ? call.Params.Text("response", "message") : null);
                await services.Approvals.ResolveAsync(call.Caller, run.SessionId, permission.RequestId, kind, cancellationToken);
                break;
            default:
                throw new CarillonException(ErrorCode.NotFound, "Nothing in this run waits for input");
        }

        return json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("accepted"u8, true);
            json.WriteBoolean("queued"u8, true);
            json.WriteString("run_id"u8, runId);
            json.WriteEndObject();
        };
    }

    /// <summary><c>{run_id, timeout_ms}</c> → <c>{status, output, input_tokens, output_tokens, duration_ms}</c>, once it has ended or the time is up.</summary>
    public async ValueTask<Result> WaitAsync(Call call, CancellationToken cancellationToken)
    {
        var runId = call.Params.RequiredText("run_id");
        var timeout = TimeSpan.FromMilliseconds(call.Params.Number("timeout_ms", 0, MaxWaitMs) ?? DefaultWaitMs);
        var (status, run) = await call.Parking.WaitAsync(() => WaitAsync(call, runId, timeout, cancellationToken));
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, status);
            json.WriteString("output"u8, run?.Output);
            Write(json, "input_tokens", run?.Tokens?.Input);
            Write(json, "output_tokens", run?.Tokens?.Output);
            Write(json, "duration_ms", run?.DurationMs);
            if (run?.Error is { } error) json.WriteString("error"u8, error);
            json.WriteEndObject();
        };
    }

    /// <summary><c>{run_id, message}</c> → <c>{success}</c> once the agent has the words.</summary>
    public async ValueTask<Result> QueueMessageAsync(Call call, CancellationToken cancellationToken)
    {
        var runId = call.Params.RequiredText("run_id");
        var message = call.Params.RequiredText("message");
        await call.Parking.WaitAsync(async () =>
        {
            try
            {
                await services.Runs.SteerAsync(call.Caller, runId, message, cancellationToken);
                return true;
            }
            catch (CarillonException refused) when (refused.Code == ErrorCode.NoTurnInProgress)
            {
                throw new CarillonException(ErrorCode.NoTurnInProgress, "Run has ended", refused);
            }
        });
        return json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, true);
            json.WriteEndObject();
        };
    }

    private static string? TurnOf(Event asked) => asked switch
    {
        QuestionRequested question => question.TurnId,
        PermissionRequested permission => permission.TurnId,
        _ => null,
    };

    private async ValueTask<(string RunId, string SessionKey)> StartAsync(Call call, CancellationToken cancellationToken)
    {
        var text = call.Params.Text("message", "input");
        if (string.IsNullOrWhiteSpace(text)) throw new CarillonException(ErrorCode.Invalid, "Input cannot be empty");

        var thinking = call.Params.Text("thinking");
        if (thinking is not null && !Thinking.Contains(thinking)) throw Params.Wrong("thinking", $"one of {string.Join(", ", Thinking)}");
        var key = SessionCalls.KeyOf(call.Params) ?? KeyOfPeer(call.Params) ?? SessionKey.Main;
        var session = await services.Keys.OpenAsync(call.Caller, key, name: null, cancellationToken);
        return (await services.Turns.RunAsync(call.Caller, session.Id, new TurnDraft(text, call.Params.Text("model"), thinking), cancellationToken), session.Key!);
    }

    /// <summary>Where a message comes from a peer, the conversation is that peer's own; null where none is named.</summary>
    private static SessionKey? KeyOfPeer(Params given)
    {
        if (given.Text("peer_id") is not { } peer) return null;
        var agent = $"agent:{given.Text("agent_id") ?? SessionKey.MainAgent}";
        var text = given.Text("channel") is { } channel ? $"{agent}:{channel}:dm:{peer}" : $"{agent}:dm:{peer}";
        return SessionKey.TryParse(text, out var key) ? key : throw Params.Wrong("peer_id", "part of a session key: letters, digits and - _ . @ + / = # ~");
    }

    /// <summary>The run of a session that is named instead; null when none runs.</summary>
    private async ValueTask<string?> RunningAsync(Call call, CancellationToken cancellationToken)
    {
        var key = SessionCalls.KeyOf(call.Params) ?? throw Params.Missing("run_id");
        if (await services.Keys.FindAsync(call.Caller, key, cancellationToken) is not { } session) return null;
        return (await services.Sessions.SnapshotAsync(call.Caller, session.Id, cancellationToken)).CurrentTurn?.TurnId;
    }

    private async ValueTask<(string Status, Run? Run)> WaitAsync(Call call, string runId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, services.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var run = await services.Runs.WaitAsync(call.Caller, runId, either.Token);
            return (Word(run.Status), run);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return ("timeout", null);
        }
        catch (CarillonException refused) when (refused.Code == ErrorCode.NotFound)
        {
            return ("not_found", null);
        }
    }

    private static Dictionary<string, string> AnswersTo(QuestionRequested question, JsonElement response)
    {
        switch (response.ValueKind)
        {
            case JsonValueKind.String when question.Questions.Count > 0:
                return new Dictionary<string, string> { [question.Questions[0].Id] = response.GetString()! };
            case JsonValueKind.Object:
                var answers = new Dictionary<string, string>();
                foreach (var answer in response.EnumerateObject())
                {
                    answers[answer.Name] = answer.Value.ValueKind == JsonValueKind.String ? answer.Value.GetString()! : answer.Value.GetRawText();
                }

                return answers;
            default:
                throw Params.Wrong("response", "a text, or an object of question ids and answers");
        }
    }

    private static void WriteStatus(Utf8JsonWriter json, Run run)
    {
        json.WriteStartObject();
        json.WriteString("run_id"u8, run.Id);
        json.WriteString("session_key"u8, run.SessionKey);
        json.WriteString("status"u8, Word(run.Status));
        json.WriteNumber("started_at"u8, run.StartedAt);
        Write(json, "completed_at", run.EndedAt);
        json.WriteNumber("elapsed_ms"u8, run.DurationMs);

        // A gateway does not see an agent's own loop: each call is one more round before the one that answers.
        json.WriteNumber("iterations"u8, run.ToolsCalled.Count + 1);
        Write(json, "tokens_used", run.Tokens is { } tokens ? (tokens.Input ?? 0) + (tokens.Output ?? 0) : null);
        json.WriteStartArray("tools_called"u8);
        foreach (var tool in run.ToolsCalled) json.WriteStringValue(tool);
        json.WriteEndArray();
        if (run.Error is { } error) json.WriteString("error"u8, error);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static string Word(RunStatus status) => status switch
    {
        RunStatus.Running => "running",
        RunStatus.Completed => "completed",
        RunStatus.Cancelled => "cancelled",
        _ => "failed",
    };
}
