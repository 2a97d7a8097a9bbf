namespace Carillon.Contracts.Sessions;

/// <summary>A turn to be run.</summary>
/// <param name="Text">The prompt, up to 1 MB.</param>
/// <param name="Model">
/// The model that the agent is to use from this turn on, in the agent's own words; the turn fails when it offers no such model. Null leaves it as it is.
/// </param>
/// <param name="Thinking">
/// How much the agent is to think from this turn on, such as <c>low</c>, in its own words; passed over where it offers no such level. Null leaves it as it is.
/// </param>
public sealed record TurnDraft(string Text, string? Model = null, string? Thinking = null);
