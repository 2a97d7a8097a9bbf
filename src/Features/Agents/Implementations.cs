using Carillon.Features.Agents.Acp;

namespace Carillon.Features.Agents;

/// <summary>What each side of a conversation calls itself.</summary>
internal static class Implementations
{
    private static readonly string Version = typeof(Implementations).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public static Implementation Host { get; } = new("carillon", "Carillon", Version);

    public static Implementation BuiltIn(string name) => new($"carillon-{name}", $"Carillon's {name} agent", Version);
}
