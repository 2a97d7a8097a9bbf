using System.Text.RegularExpressions;
using Carillon.Contracts.Hooks;

namespace Carillon.Features.Hooks.Running;

/// <summary>A hook that is ready to be asked.</summary>
internal sealed class Hook(HookDefinition definition)
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);

    private readonly Regex? _matcher = definition.Matcher is { } pattern ? Compile(pattern) : null;

    public HookDefinition Definition { get; } = definition;

    public bool SetsAgentsToWork => Definition.Actions.Any(action => action is AgentAction);

    /// <exception cref="ArgumentException">The pattern is none.</exception>
    public static Regex Compile(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTimeout);

    /// <summary>A pattern that takes too long fits: better one run too many than one guard too few.</summary>
    public bool Fits(HookCall call)
    {
        if (_matcher is null) return true;
        if (call.ToolName is not { } tool) return false;
        try
        {
            return _matcher.IsMatch(tool);
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }
}
