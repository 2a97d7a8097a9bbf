using System.Text.Json;
using Carillon.Core.Identity;
using Carillon.Events;

namespace Carillon.Contracts.Exec;

/// <summary>
/// Whether a command may run, asked by programs that run it themselves (Aleph: exec.*). The policy answers what it can; the rest
/// is a permission of a session, shown and answered in every dialect like an agent's own.
/// </summary>
public interface IExecApprovals
{
    /// <summary>
    /// Asks, and returns once that is decided: by the policy at once, else by the first answer, else by the timeout, which is a
    /// refusal. Cancelling the token withdraws the request. Errors: SessionNotFound, PermissionDenied, ShuttingDown; Invalid (empty or too
    /// long a command, a timeout out of bounds, a policy file that cannot be used).
    /// </summary>
    ValueTask<ExecOutcome> RequestAsync(Caller caller, ExecRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Decides a request of the caller's tenant, or an agent's permission of that id. <see cref="ExecDecision.Allowlist"/> also puts the
    /// command on the allow list, which takes the role that <see cref="SetAsync"/> takes. Errors: NotFound (never made, or
    /// already decided), PermissionDenied.
    /// </summary>
    /// <param name="resolvedBy">What the answering client calls whoever answered; the caller's own id is recorded either way.</param>
    ValueTask<PermissionResolved> ResolveAsync(
        Caller caller, string id, ExecDecision decision, string? resolvedBy, CancellationToken cancellationToken);

    /// <summary>What waits in the caller's tenant and is about a command, oldest first; agents' permissions are among it.</summary>
    ValueTask<IReadOnlyList<PendingExec>> PendingAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>The policy in force and its hash.</summary>
    ValueTask<ExecConfiguration> GetAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the policy, if it is still the one that was read. Errors: Conflict (another hash), Invalid (naming the place),
    /// PermissionDenied (owners and admins only).
    /// </summary>
    /// <param name="config">As <see cref="GetAsync"/> gives it; see docs/approvals.md.</param>
    /// <param name="baseHash">From the read that the change was made on.</param>
    ValueTask<ExecConfiguration> SetAsync(Caller caller, JsonElement config, string baseHash, CancellationToken cancellationToken);
}

/// <summary>A command that somebody wants to run.</summary>
/// <param name="SessionId">Where it is shown.</param>
/// <param name="Command">A line as a shell takes it.</param>
/// <param name="WorkingDirectory">Where it would run; shown only.</param>
/// <param name="AgentId">For whom; picks the agent's own part of the policy.</param>
/// <param name="Timeout">How long to wait for an answer, from one second to a day; null for 120 seconds.</param>
public sealed record ExecRequest(
    string SessionId, string Command, string? WorkingDirectory = null, string? AgentId = null, TimeSpan? Timeout = null);

/// <summary>What became of a request.</summary>
/// <param name="Id">Its permission's id; of its own where the policy decided and nobody was asked.</param>
/// <param name="Decision">Null when there was none: nobody answered, or the session ended.</param>
/// <param name="TimedOut">Nobody answered in time.</param>
public sealed record ExecOutcome(string Id, bool Approved, ExecDecision? Decision, bool TimedOut);

/// <summary>A command that waits for an answer.</summary>
/// <param name="CreatedAt">Unix milliseconds.</param>
/// <param name="ExpiresAt">Unix milliseconds.</param>
public sealed record PendingExec(string Id, string SessionId, string Command, RiskLevel RiskLevel, long CreatedAt, long ExpiresAt)
{
    /// <summary>Where it would run.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Who wants to run it.</summary>
    public string? AgentId { get; init; }
}

/// <summary>A policy as JSON (members in snake_case; see docs/approvals.md).</summary>
/// <param name="Hash"><c>sha256:</c> and 64 hexadecimal digits.</param>
public sealed record ExecConfiguration(JsonElement Config, string Hash);
