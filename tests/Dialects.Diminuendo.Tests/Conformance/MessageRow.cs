namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>What stands when a message is said.</summary>
internal enum Scene
{
    /// <summary>A session that nothing has happened in, not joined.</summary>
    Idle,

    /// <summary>The same, joined.</summary>
    Joined,

    /// <summary>An archived session.</summary>
    Archived,

    /// <summary>A turn that waits for a permission, not joined.</summary>
    Permission,

    /// <summary>A turn that waits for answers, joined.</summary>
    Question,

    /// <summary>A session whose agent has written a file, not joined.</summary>
    Written,
}

/// <summary>One field of a message.</summary>
/// <param name="Expected">What the error says that it must be.</param>
/// <param name="Wrong">A value of another type.</param>
internal sealed record MessageField(string Name, string Expected, string Wrong, bool Required = true);

/// <summary>
/// One message of the protocol and what it is answered with, in each form that it can come in. <c>$SESSION</c> and <c>$REQUEST</c>
/// stand for the scene's ids, <c>$KEY</c> for the speaker's key, <c>$TENANT</c> for the speaker's tenant.
/// </summary>
/// <param name="Name">The type, and the action where one type has several.</param>
/// <param name="Valid">Said by an owner.</param>
/// <param name="Answer">A <see cref="Pattern"/>; null where nothing is said.</param>
internal sealed record MessageRow(string Name, Scene Scene, string Valid, string? Answer, params IReadOnlyList<MessageField> Fields)
{
    public const string SessionNotFound = """{"type":"error","code":"SessionNotFound","message":"Session not found"}""";
    public const string NotFound = """{"type":"error","code":"NotFound","message":"Not found"}""";
    public const string PermissionDenied = """{"type":"error","code":"PermissionDenied","message":"Your role does not allow this"}""";
    public const string Unauthenticated = """{"type":"error","code":"Unauthenticated","message":"Authenticate first"}""";
    public const string TooLarge = """{"type":"error","code":"MESSAGE_TOO_LARGE","message":"The message is larger than 1 MB"}""";

    /// <summary>Who may not say it.</summary>
    public IReadOnlyList<string> Denied { get; init; } = [];

    /// <summary>Answered when someone of another tenant says it of this tenant's session.</summary>
    public string? Foreign { get; init; } = SessionNotFound;

    /// <summary>Answered when nobody has said yet who they are.</summary>
    public string? Anonymous { get; init; } = Unauthenticated;
}
