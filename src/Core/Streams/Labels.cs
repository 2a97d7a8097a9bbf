namespace Carillon.Core.Streams;

/// <summary>A tag that subscriptions can ask for, such as task = thrum-ukr.</summary>
public readonly record struct Scope(string Type, string Value);

/// <summary>What an event is about and whom it names, beside its topic.</summary>
/// <param name="Scopes">Tags.</param>
/// <param name="Mentions">Names or roles, without the at sign.</param>
public sealed record Labels(IReadOnlyList<Scope> Scopes, IReadOnlyList<string> Mentions)
{
    /// <summary>No tags, nobody named.</summary>
    public static Labels None { get; } = new([], []);

    /// <summary>True when there is nothing to match.</summary>
    public bool IsEmpty => Scopes.Count == 0 && Mentions.Count == 0;
}
