using Carillon.Core.Identity;
using Carillon.Events;

namespace Carillon.Contracts.Sessions;

/// <summary>
/// Decides permissions and questions, each exactly once: the first answer wins, is durable before it is reported, and every
/// other one fails with AlreadyResolved. A request that was never made is NotFound, and so is one of the other kind: a
/// permission's id is nothing to <see cref="AnswerAsync"/>, nor a question's to <see cref="ResolveAsync"/>.
/// </summary>
public interface IApprovals
{
    /// <summary>Answers a permission by kind of answer.</summary>
    ValueTask<PermissionResolved> ResolveAsync(
        Caller caller, string sessionId, string requestId, PermissionKind kind, CancellationToken cancellationToken);

    /// <summary>Answers a question.</summary>
    /// <param name="answers">Question id to answer.</param>
    ValueTask<QuestionAnswered> AnswerAsync(
        Caller caller, string sessionId, string requestId, IReadOnlyDictionary<string, string> answers, CancellationToken cancellationToken);

    /// <summary>What waits for an answer in a tenant, oldest first.</summary>
    ValueTask<IReadOnlyList<Event>> PendingAsync(Caller caller, CancellationToken cancellationToken);
}
