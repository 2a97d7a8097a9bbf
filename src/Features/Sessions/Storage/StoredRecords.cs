using Carillon.Events;

namespace Carillon.Features.Sessions.Storage;

/// <summary>One message of a conversation; its sort key is the number of the event it came with.</summary>
internal sealed record StoredMessage(string Id, string Role, string Content, long CreatedAt, string? TurnId);

/// <summary>What was asked of people, and what they said.</summary>
internal sealed record StoredApproval(
    string RequestId,
    string SessionId,
    string TurnId,
    long CreatedAt,
    PermissionRequested? Permission = null,
    QuestionRequested? Question = null,
    PermissionResolved? Resolution = null,
    QuestionAnswered? Answer = null)
{
    public Event Request => (Event?)Permission ?? Question!;

    public Event? Decision => (Event?)Resolution ?? Answer;
}

/// <summary>Says that a session must be looked at when the server starts.</summary>
internal sealed record ActiveMark(long Since);

/// <summary>Leads to a session, from its key or from one of its turns.</summary>
internal sealed record SessionPointer(string SessionId);
