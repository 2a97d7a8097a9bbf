using Carillon.Core.Errors;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>The one list of what an <c>error</c> event may say (spec: Diminuendo, section 6). Codes are stable: changing one breaks clients.</summary>
/// <param name="Code">The word on the wire: upper case for what is wrong with a message, else the name of the fault.</param>
/// <param name="Text">For people.</param>
/// <param name="RetryAfterMs">When the same may be tried again, where that is known.</param>
internal sealed record WireError(string Code, string Text, long? RetryAfterMs = null)
{
    /// <summary>The longest text sent, in characters.</summary>
    public const int MaxTextLength = 300;

    public static WireError InvalidJson { get; } = new("INVALID_JSON", "The message is not JSON, or is nested too deeply");

    public static WireError InvalidMessage { get; } = new("INVALID_MESSAGE", "The message fits no known type");

    public static WireError MessageTooLarge { get; } = new("MESSAGE_TOO_LARGE", "The message is larger than 1 MB");

    public static WireError RateLimited { get; } = new("RATE_LIMITED", "More than 60 messages in 10 seconds; the message was dropped");

    public static WireError TooManyUnderway { get; } = new("RATE_LIMITED", "Too many commands are under way on this connection; the message was dropped");

    public static WireError ProtocolVersionMismatch { get; } = new(
        "ProtocolVersionMismatch", $"This server speaks version {Replies.ProtocolVersion} of the protocol");

    public static WireError AuthFailed { get; } = new("AUTH_FAILED", "The token was not accepted");

    public static WireError AnotherIdentity { get; } = new("AUTH_FAILED", "The token is another user's; open another connection for it");

    public static WireError AuthRateLimited { get; } = new("AUTH_RATE_LIMITED", "Too many failed attempts from this address; try again later");

    public static WireError CredentialsEnded { get; } = new("Unauthenticated", "Your credentials have expired or were revoked; authenticate again");

    public static WireError FileTooLarge { get; } = new("FileTooLarge", "The file is too large to be kept or sent");

    /// <summary>What a failure is called here. The failure's own words are passed on only where they tell the peer what to do differently.</summary>
    public static WireError Of(CarillonException failure) => failure.Code switch
    {
        ErrorCode.Invalid => InvalidMessage.Saying(failure.Message),
        ErrorCode.UnknownAgent => new WireError("UnknownAgent", "No agent of that type is configured").Saying(failure.Message),
        ErrorCode.SessionNotFound => new("SessionNotFound", "Session not found"),
        ErrorCode.NotFound => new("NotFound", "Not found"),
        ErrorCode.PermissionDenied => new("PermissionDenied", "Your role does not allow this"),
        ErrorCode.Unauthenticated => new("Unauthenticated", "Authenticate first"),
        ErrorCode.TurnInProgress => new("TurnInProgress", "A turn is already running in this session"),
        ErrorCode.NoTurnInProgress => new("NoTurnInProgress", "No turn is running in this session"),
        ErrorCode.SessionArchived => new("SessionArchived", "The session is archived"),
        ErrorCode.AlreadyResolved => new("AlreadyResolved", "This request was already answered, or has expired"),
        ErrorCode.LastOwner => new("LastOwner", "The tenant must keep an owner"),
        ErrorCode.Conflict => new("Conflict", "The same thing was changed at the same time; try again"),
        ErrorCode.AgentFailed => new("PodiumConnectionError", "The agent could not be reached"),
        ErrorCode.TooLarge => new("MESSAGE_TOO_LARGE", "Larger than the limit"),
        ErrorCode.RateLimited => new("RATE_LIMITED", "Too many requests; try again later"),
        ErrorCode.PathOutsideWorkspace => new("PathOutsideWorkspace", "The path leaves the workspace"),
        ErrorCode.StorageUnavailable => new("StorageUnavailable", "Nothing can be stored at the moment; try again later"),
        ErrorCode.ShuttingDown => new("ShuttingDown", "The server is stopping; reconnect shortly"),
        _ => new("InternalError", "Something went wrong here; the log of the server says what"),
    };

    /// <summary>The same, with when to try again.</summary>
    public WireError After(TimeSpan? wait) => this with { RetryAfterMs = wait is { } known ? (long)Math.Ceiling(known.TotalMilliseconds) : null };

    /// <summary>The same code with another text, made fit to be sent: one line of bounded length.</summary>
    public WireError Saying(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return this;
        var length = Math.Min(text.Length, MaxTextLength);
        if (length < text.Length && char.IsHighSurrogate(text[length - 1])) length--;
        return this with
        {
            Text = string.Create(length, text, static (target, source) =>
            {
                for (var i = 0; i < target.Length; i++) target[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }),
        };
    }
}
