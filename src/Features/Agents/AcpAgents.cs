using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Features.Agents.Rpc;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Agents;

/// <summary>Starts agents as processes in their workspaces and speaks the Agent Client Protocol with them.</summary>
public sealed partial class AcpAgents : IAgents
{
    private readonly AgentsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<AcpAgents> _logger;
    private volatile IReadOnlyList<AgentDefinition> _definitions;

    /// <summary>Knows the options' agents and the built-in ones.</summary>
    /// <exception cref="ArgumentException">Two agents have one name, or one lacks a name or a command.</exception>
    public AcpAgents(AgentsOptions options, TimeProvider clock, ILogger<AcpAgents> logger)
    {
        _options = options;
        _clock = clock;
        _logger = logger;
        _definitions = Agents.Definitions.Of(options);
    }

    /// <inheritdoc/>
    public IReadOnlyList<AgentDefinition> Definitions => _definitions;

    /// <summary>Knows these agents instead of the options' from now on; agents that run go on as they are.</summary>
    /// <exception cref="ArgumentException">Two have one name, or one lacks a name or a command.</exception>
    public void Use(IReadOnlyList<AgentDefinition> agents) => _definitions = Agents.Definitions.Of(_options with { Agents = agents });

    /// <inheritdoc/>
    public async ValueTask<IAgent> StartAsync(AgentStart start, CancellationToken cancellationToken)
    {
        var definition = Definitions.FirstOrDefault(agent => agent.Name == start.AgentType)
            ?? throw new CarillonException(ErrorCode.UnknownAgent, $"no agent is called '{start.AgentType}'");
        var child = await LaunchAsync(definition, start.Workspace, cancellationToken);
        LogStarted(definition.Name, child.Id, start.SessionId);
        var agent = Connect(definition, child, start.Client);
        try
        {
            await agent.GreetAsync(start.Workspace.Root, cancellationToken);
            return agent;
        }
        catch (Exception error)
        {
            await agent.EndAsync(TimeSpan.Zero);
            await agent.DisposeAsync();
            if (error is not AgentException failure) throw;
            LogNotStarted(definition.Name, child.Id, failure.Message);
            throw new CarillonException(ErrorCode.AgentFailed, $"agent '{definition.Name}' could not be started: {failure.Message}", error);
        }
    }

    private static async Task<ChildProcess> LaunchAsync(AgentDefinition definition, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var launch = new Launch(definition.Command, definition.Arguments, definition.Environment) { EndTreeOnExit = true };
        try
        {
            return await workspace.LaunchAsync(launch, cancellationToken);
        }
        catch (CarillonException error)
        {
            throw new CarillonException(ErrorCode.AgentFailed, $"agent '{definition.Name}' could not be started: {error.Message}", error);
        }
    }

    private AcpAgent Connect(AgentDefinition definition, ChildProcess child, IAgentClient client)
    {
        var mask = new SecretMask(definition.Environment.Values);
        var handler = new HostHandler(client, definition.Name, _logger);
        var peer = new JsonRpcPeer(
            new RpcStreams(child.Output, child.Input), handler, new RpcLimits(_options.MaxLineBytes), _clock, _logger);
        var process = new AgentProcess(child, new LastWords(child.Error, mask, definition.Name, _logger), _options, _clock);
        var agent = new AcpAgent(process, peer, handler, new AgentSurroundings(definition.Name, mask, _options, _clock, _logger));
        agent.Begin();
        return agent;
    }

    [LoggerMessage(4030, LogLevel.Information, "Agent {AgentType} started as process {Pid} for session {SessionId}")]
    private partial void LogStarted(string agentType, int pid, string sessionId);

    [LoggerMessage(4031, LogLevel.Warning, "Agent {AgentType}, process {Pid}, did not complete its handshake: {Reason}")]
    private partial void LogNotStarted(string agentType, int pid, string reason);
}
