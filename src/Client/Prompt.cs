namespace Carillon.Client;

/// <summary>What an agent is asked, and how it is to work on it. A plain text is a prompt as well.</summary>
/// <param name="Text">Up to 1 MB.</param>
/// <param name="Model">As the agent calls it, from this turn on; one that it does not offer fails the turn. Null leaves it as it is.</param>
/// <param name="Thinking">How much it thinks from this turn on, such as <c>low</c>; passed over where the agent offers no such level.</param>
public sealed record Prompt(string Text, string? Model = null, string? Thinking = null)
{
    /// <summary>A prompt that leaves everything else as it is.</summary>
    public static implicit operator Prompt(string text) => FromString(text);

    /// <summary>The same by name.</summary>
    public static Prompt FromString(string text) => new(text);
}
