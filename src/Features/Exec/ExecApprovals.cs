using System.Text.Json;
using Carillon.Contracts.Exec;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Events;
using Carillon.Features.Exec.Policy;

namespace Carillon.Features.Exec;

/// <summary>Decides commands by the policy, and puts before people what the policy leaves open.</summary>
public sealed class ExecApprovals(CommandPolicy policy, ISessions sessions, IPermissionDesk desk, IApprovals approvals, IIdSource ids) : IExecApprovals
{
    private const string ToolName = "execute";
    private const int MaxShown = 200;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

    /// <summary>The answers there are; whoever knows only kinds means the first of a kind.</summary>
    private static readonly PermissionOption[] Options =
    [
        new(ExecDecisions.WordOf(ExecDecision.AllowOnce), "Allow once", PermissionKind.AllowOnce),
        new(ExecDecisions.WordOf(ExecDecision.AllowSession), "Allow in this session", PermissionKind.AllowAlways),
        new(ExecDecisions.WordOf(ExecDecision.Allowlist), "Allow from now on", PermissionKind.AllowAlways),
        new(ExecDecisions.WordOf(ExecDecision.Deny), "Do not allow", PermissionKind.RejectOnce),
    ];

    /// <inheritdoc/>
    public async ValueTask<ExecOutcome> RequestAsync(Caller caller, ExecRequest request, CancellationToken cancellationToken)
    {
        var timeout = Check(request);
        await sessions.GetAsync(caller, request.SessionId, cancellationToken);
        if (caller.Role == Role.Viewer) throw Denied();

        var id = ids.NewId();
        var rules = policy.Files.Read(caller.TenantId).Policy.For(request.AgentId);
        switch (Judgement.Of(rules, request.Command))
        {
            case CommandVerdict.Deny:
                return new ExecOutcome(id, false, ExecDecision.Deny, false);
            case CommandVerdict.Allow:
                return new ExecOutcome(id, true, rules.Security == ExecSecurity.Full ? ExecDecision.AllowOnce : ExecDecision.Allowlist, false);
        }

        if (rules.Ask != ExecAsk.Always && await desk.IsRememberedAsync(caller, request.SessionId, request.Command, cancellationToken))
            return new ExecOutcome(id, true, ExecDecision.AllowSession, false);

        var resolved = await desk.AskAsync(caller, request.SessionId, Ask(id, request, timeout), cancellationToken);
        var decision = DecisionOf(resolved);
        if (decision == ExecDecision.Allowlist) List(caller.TenantId, request.AgentId, request.Command);
        return new ExecOutcome(id, resolved.Approved, decision, resolved.Outcome == PermissionOutcome.Expired);
    }

    /// <inheritdoc/>
    public async ValueTask<PermissionResolved> ResolveAsync(
        Caller caller, string id, ExecDecision decision, string? resolvedBy, CancellationToken cancellationToken)
    {
        var pending = await desk.PendingAsync(caller, cancellationToken);
        var request = pending.FirstOrDefault(permission => permission.Request.RequestId == id)?.Request
            ?? throw new CarillonException(ErrorCode.NotFound, "Approval not found or already resolved");
        if (decision == ExecDecision.Allowlist) DemandPolicy(caller);

        var word = ExecDecisions.WordOf(decision);
        if (request.TurnId.Length == 0 && request.Options.Any(option => option.OptionId == word))
        {
            var by = string.IsNullOrWhiteSpace(resolvedBy) ? null : $"{Shorten(resolvedBy)} ({caller.UserId})";
            return await desk.ChooseAsync(caller, id, word, by, cancellationToken);
        }

        var resolved = await approvals.ResolveAsync(caller, request.SessionId, id, KindOf(decision), cancellationToken);
        if (decision == ExecDecision.Allowlist && request.Command is { } command) List(caller.TenantId, null, command);
        return resolved;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PendingExec>> PendingAsync(Caller caller, CancellationToken cancellationToken)
    {
        var pending = await desk.PendingAsync(caller, cancellationToken);
        return [.. pending.Where(permission => permission.Request.Command is not null).Select(Show)];
    }

    /// <inheritdoc/>
    public ValueTask<ExecConfiguration> GetAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role == Role.Viewer) throw Denied();
        return new(Show(policy.Files.Read(caller.TenantId)));
    }

    /// <inheritdoc/>
    public ValueTask<ExecConfiguration> SetAsync(Caller caller, JsonElement config, string baseHash, CancellationToken cancellationToken)
    {
        DemandPolicy(caller);
        var wanted = PolicyJson.Read(config);
        return new(Show(policy.Files.Change(caller.TenantId, stored => stored.Hash == baseHash
            ? wanted
            : throw new CarillonException(ErrorCode.Conflict, "The policy was changed meanwhile; read it again and change that."))));
    }

    private static TimeSpan Check(ExecRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Command)) throw new CarillonException(ErrorCode.Invalid, "The command is empty.");
        if (request.Command.Length > CommandBounds.MaxLength || request.WorkingDirectory?.Length > CommandBounds.MaxLength)
            throw new CarillonException(ErrorCode.Invalid, $"The command is longer than {CommandBounds.MaxLength} characters.");
        var timeout = request.Timeout ?? DefaultTimeout;
        return timeout >= MinTimeout && timeout <= MaxTimeout ? timeout : throw new CarillonException(ErrorCode.Invalid, "The timeout is from one second to a day.");
    }

    private DeskPermission Ask(string id, ExecRequest request, TimeSpan timeout) => new(id, ToolName, $"Run {Shorten(request.Command)}", Options, timeout)
    {
        Command = request.Command,
        RiskLevel = policy.Assess(request.Command),
        WorkingDirectory = request.WorkingDirectory,
        AgentId = request.AgentId,
        SessionOption = ExecDecisions.WordOf(ExecDecision.AllowSession),
        OwnersOption = ExecDecisions.WordOf(ExecDecision.Allowlist),
    };

    /// <summary>Adds the very line, not a pattern: what it would match besides nobody has seen.</summary>
    private void List(string tenant, string? agentId, string command) => policy.Files.Change(tenant, stored =>
    {
        var (rules, entry) = (stored.Policy, new ListedCommand(null, command.Trim()));
        if (rules.For(agentId).Allowlist.Contains(entry)) return rules;
        if (agentId is null) return rules with { Allowlist = [.. rules.Allowlist, entry] };
        var agent = rules.Agents.GetValueOrDefault(agentId) ?? new AgentPolicy(null, null, [], []);
        var agents = new Dictionary<string, AgentPolicy>(rules.Agents, StringComparer.Ordinal) { [agentId] = agent with { Allowlist = [.. agent.Allowlist, entry] } };
        return rules with { Agents = agents };
    });

    private PendingExec Show(PendingPermission pending)
    {
        var request = pending.Request;
        var level = request.RiskLevel ?? policy.Assess(request.Command!);
        return new PendingExec(request.RequestId, request.SessionId, request.Command!, level, pending.CreatedAt, request.ExpiresAt)
        {
            WorkingDirectory = request.WorkingDirectory,
            AgentId = request.AgentId,
        };
    }

    private static ExecConfiguration Show(StoredPolicy stored) => new(JsonElement.Parse(PolicyJson.Write(stored.Policy)), stored.Hash);

    private static ExecDecision? DecisionOf(PermissionResolved resolved) =>
        resolved.OptionId is { } option && ExecDecisions.Find(option) is { } decision ? decision : resolved.Kind switch
        {
            PermissionKind.AllowOnce => ExecDecision.AllowOnce,
            PermissionKind.AllowAlways => ExecDecision.AllowSession,
            PermissionKind.RejectOnce or PermissionKind.RejectAlways => ExecDecision.Deny,
            _ => null,
        };

    private static PermissionKind KindOf(ExecDecision decision) => decision switch
    {
        ExecDecision.AllowOnce => PermissionKind.AllowOnce,
        ExecDecision.Deny => PermissionKind.RejectOnce,
        _ => PermissionKind.AllowAlways,
    };

    /// <summary>Never cut inside a character.</summary>
    private static string Shorten(string text) =>
        text.Length <= MaxShown ? text : $"{text[..(char.IsHighSurrogate(text[MaxShown - 1]) ? MaxShown - 1 : MaxShown)]}…";

    private static void DemandPolicy(Caller caller)
    {
        if (caller.Role is not (Role.Owner or Role.Admin)) throw Denied();
    }

    private static CarillonException Denied() => new(ErrorCode.PermissionDenied, "Your role does not allow this.");
}
