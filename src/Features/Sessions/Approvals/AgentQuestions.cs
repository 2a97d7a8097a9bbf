using Carillon.Contracts.Agents;
using Carillon.Contracts.Hooks;
using Carillon.Events;
using Carillon.Features.Sessions.Hooks;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Storage;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Approvals;

/// <summary>What a session's agent asks of people; each call waits for the decision.</summary>
internal sealed class AgentQuestions(LiveSession session, SessionsPorts ports, SessionsOptions options, SessionHooks hooks)
{
    private const string Execute = "execute";
    private const string Once = "allow_once";
    private const string ForSession = "allow_session";

    /// <summary>Returns the id of the agent's own option; null when the request was cancelled, or refused and it has no option for that.</summary>
    public async Task<string?> AskPermissionAsync(Turn turn, AgentPermission asked, CancellationToken cancellationToken)
    {
        await turn.PublishAsync(() => turn.Transcript.BeforeRequest(asked.ToolCallId), cancellationToken);
        var call = Describe(turn, asked);
        var allowed = await hooks.AskAsync(turn, call with { Happening = HookEvent.PreToolUse }, cancellationToken);
        if (allowed.Blocked) return PermissionChoice.For(asked.Options, PermissionKind.RejectOnce);

        var request = NewRequest(turn);
        var patience = options.AnswerTimeout();
        var permission = new PermissionRequested(
            session.Id, turn.Id, request.RequestId, asked.ToolName, asked.Description, asked.Options, ExpiresAt(request, patience), asked.ToolCallId, asked.Command)
        {
            RiskLevel = asked.Command is { } command ? ports.Commands.Assess(command) : null,
        };
        var decided = await DecideAsync(turn, request with { Permission = permission }, call, patience, cancellationToken);
        return decided?.Resolution switch
        {
            { OptionId: { } chosen } => chosen,
            { Kind: { } kind } => PermissionChoice.For(asked.Options, kind),
            { Outcome: PermissionOutcome.Expired or PermissionOutcome.Denied } => PermissionChoice.For(asked.Options, PermissionKind.RejectOnce),
            _ => null,
        };
    }

    /// <summary>Asks whether a command of the agent's may run, because the policy wants it; true when someone allowed it, now or for the session.</summary>
    public async Task<bool> AskCommandAsync(Turn turn, string command, string? workingDirectory, CancellationToken cancellationToken)
    {
        var request = NewRequest(turn) with { Terms = new StoredTerms(ForSession) };
        var patience = options.AnswerTimeout();
        PermissionOption[] offered =
        [
            new(Once, "Allow once", PermissionKind.AllowOnce),
            new(ForSession, "Allow in this session", PermissionKind.AllowAlways),
            new("deny", "Do not allow", PermissionKind.RejectOnce),
        ];
        var permission = new PermissionRequested(
            session.Id, turn.Id, request.RequestId, Execute, "Run a command in a terminal", offered, ExpiresAt(request, patience), null, command)
        {
            RiskLevel = ports.Commands.Assess(command),
            WorkingDirectory = workingDirectory,
        };
        var call = hooks.Call(HookEvent.PermissionRequest) with { TurnId = turn.Id, ToolName = Execute, Text = command, Source = "terminal/create" };
        var decided = await DecideAsync(turn, request with { Permission = permission }, call, patience, cancellationToken);
        return decided?.Resolution is { Approved: true };
    }

    /// <summary>Returns the answers, by question; null when the question expired or was cancelled.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> AskQuestionsAsync(
        Turn turn, IReadOnlyList<Question> questions, string? context, CancellationToken cancellationToken)
    {
        await turn.PublishAsync(() => turn.Transcript.BeforeRequest(null), cancellationToken);
        var request = NewRequest(turn);
        var patience = options.AnswerTimeout();
        var question = new QuestionRequested(session.Id, turn.Id, request.RequestId, questions, ExpiresAt(request, patience), context);
        var decided = await AskAsync(turn, request with { Question = question }, patience, cancellationToken);
        return decided?.Answer?.Answers;
    }

    private HookCall Describe(Turn turn, AgentPermission asked) => hooks.Call(HookEvent.PermissionRequest) with
    {
        TurnId = turn.Id,
        ToolName = asked.ToolName,
        ToolCallId = asked.ToolCallId,
        Arguments = asked.RawInput?.GetRawText(),
        File = asked.Paths is [var first, ..] ? first : null,
        Text = asked.Command ?? asked.Description,
        Source = "session/request_permission",
    };

    private StoredApproval NewRequest(Turn turn) => new(ports.Ids.NewId(), session.Id, turn.Id, ports.Now);

    private static long ExpiresAt(StoredApproval request, TimeSpan patience) => request.CreatedAt + (long)patience.TotalMilliseconds;

    /// <summary>By a hook, if one refuses or decides, else by people.</summary>
    private async Task<StoredApproval?> DecideAsync(
        Turn turn, StoredApproval request, HookCall call, TimeSpan patience, CancellationToken cancellationToken)
    {
        var outcome = await hooks.AskAsync(turn, call, cancellationToken);
        var verdict = HookVerdict.Of(outcome, request.Permission!);
        if (verdict is null) return await AskAsync(turn, request, patience, cancellationToken);

        using var passage = await session.Turnstile.EnterAsync(cancellationToken);
        if (session.Turn != turn) return null;
        var decided = request with { Resolution = verdict };
        await session.CommitAsync(change =>
        {
            change.Say(request.Request);
            ApprovalBroker.Record(session.Tenant, change, decided);
        });
        return decided;
    }

    private async Task<StoredApproval?> AskAsync(Turn turn, StoredApproval request, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (await AnnounceAsync(turn, request, cancellationToken) is not { } waiter) return null;
        hooks.Tell(HookEvent.Notification, call => call with
        {
            Text = request.Permission?.Description ?? request.Question!.Questions[0].Text,
            Source = request.Permission is null ? "question.requested" : "permission.requested",
        });
        return await new RequestWait(session, ports.Clock).UntilDecidedAsync(waiter, patience, cancellationToken);
    }

    /// <summary>Commits the request; null when the turn is about to end and nobody shall be asked any more.</summary>
    private async Task<Waiter?> AnnounceAsync(Turn turn, StoredApproval request, CancellationToken cancellationToken)
    {
        using var passage = await session.Turnstile.EnterAsync(cancellationToken);
        if (session.Turn != turn || turn.EndRequested.IsCompleted) return null;
        return await ApprovalBroker.AnnounceAsync(session, request, change =>
        {
            if (change.After.Status == SessionState.Running)
                change.Move(SessionState.Waiting, request.Permission is null ? "question_requested" : "permission_requested");
        });
    }
}
