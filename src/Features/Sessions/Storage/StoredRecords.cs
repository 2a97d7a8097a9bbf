using System.Text.Json.Serialization;
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
    QuestionAnswered? Answer = null,
    StoredTerms? Terms = null)
{
    /// <summary>Whether no turn asks: it waits whatever turns do.</summary>
    [JsonIgnore]
    public bool IsDesk => TurnId.Length == 0;

    public Event Request => (Event?)Permission ?? Question!;

    public Event? Decision => (Event?)Resolution ?? Answer;
}

/// <summary>What is particular about a request that the gateway itself makes.</summary>
/// <param name="SessionOption">The option that allows the same command for the rest of the session.</param>
/// <param name="OwnersOption">The option that only owners and admins may choose.</param>
/// <param name="After">The stream's last number before the request, where no turn asks.</param>
internal sealed record StoredTerms(string? SessionOption, string? OwnersOption = null, long? After = null);

/// <summary>A command that someone allowed for the rest of its session.</summary>
internal sealed record RememberedCommand(string Command, string RequestId);

/// <summary>Says that a session must be looked at when the server starts.</summary>
internal sealed record ActiveMark(long Since);

/// <summary>Leads to a session, from its key or from one of its turns.</summary>
internal sealed record SessionPointer(string SessionId);
