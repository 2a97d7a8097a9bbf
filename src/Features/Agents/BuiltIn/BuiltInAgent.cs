using System.Globalization;
using Carillon.Features.Agents.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Agents.BuiltIn;

/// <summary>
/// The agents that come with Carillon: they speak the Agent Client Protocol as any other agent does, each in a process of its own,
/// and need no key, no network and no model.
/// </summary>
public static class BuiltInAgent
{
    /// <summary>Works in a folder by fixed rules.</summary>
    public const string Demo = "demo";

    /// <summary>Says back what it is told.</summary>
    public const string Echo = "echo";

    /// <summary>The environment variable that says how long to pause between two pieces of text, in milliseconds.</summary>
    public const string PaceVariable = "CARILLON_DEMO_PACE_MS";

    private const int DefaultPace = 15;
    private const int UnknownName = 2;

    /// <summary>Runs an agent until its input ends. Returns the exit code: 0, or 2 when no agent has that name.</summary>
    /// <param name="input">What the host writes.</param>
    /// <param name="output">What the host reads.</param>
    /// <param name="error">For people: what went wrong.</param>
    public static async Task<int> RunAsync(string name, Stream input, Stream output, TextWriter error, CancellationToken cancellationToken)
    {
        IBuiltInAgent? agent = name switch
        {
            Demo => new DemoAgent(),
            Echo => new EchoAgent(),
            _ => null,
        };
        if (agent is null)
        {
            await error.WriteLineAsync($"no built-in agent is called '{name}'; there are '{Demo}' and '{Echo}'");
            return UnknownName;
        }

        var endpoint = new AgentEndpoint(agent, TimeProvider.System, Pace(Environment.GetEnvironmentVariable(PaceVariable)));
        using var peer = new JsonRpcPeer(
            new RpcStreams(input, output), endpoint, new RpcLimits(), TimeProvider.System, NullLogger.Instance);
        endpoint.Connect(peer);
        try
        {
            await peer.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("stopped");
        }

        return 0;
    }

    private static TimeSpan Pace(string? text) =>
        TimeSpan.FromMilliseconds(int.TryParse(text, CultureInfo.InvariantCulture, out var given) && given >= 0 ? given : DefaultPace);
}
