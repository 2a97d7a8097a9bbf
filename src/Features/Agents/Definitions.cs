using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;
using Carillon.Features.Agents.BuiltIn;

namespace Carillon.Features.Agents;

/// <summary>The agents that sessions may name: the configured ones, then the built-in ones whose names are free.</summary>
internal static class Definitions
{
    // The runtime's own place, where it is not the usual one, and how fast the built-in agents talk.
    private static readonly string[] BuiltInVariables = ["DOTNET_ROOT", BuiltInAgent.PaceVariable];

    /// <exception cref="ArgumentException">Two have one name, or one has none.</exception>
    public static IReadOnlyList<AgentDefinition> Of(AgentsOptions options)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var agent in options.Agents)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(agent.Name);
            ArgumentException.ThrowIfNullOrWhiteSpace(agent.Command);
            if (!names.Add(agent.Name)) throw new ArgumentException($"two agents are called '{agent.Name}'", nameof(options));
        }

        var builtIn = options.SelfCommand is { } self
            ? new[] { BuiltIn(self, BuiltInAgent.Demo, []), BuiltIn(self, BuiltInAgent.Echo, ["--echo"]) }
            : [];
        return [.. options.Agents, .. builtIn.Where(agent => !names.Contains(agent.Name))];
    }

    private static AgentDefinition BuiltIn(SelfCommand self, string name, string[] arguments) =>
        new(name, self.Path, [.. self.Arguments, "demo-agent", .. arguments], ChildEnvironment.Make(BuiltInVariables, []));
}
