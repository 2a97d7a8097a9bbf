using Carillon.Contracts.Agents;
using Carillon.Features.Agents.Acp;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents;

/// <summary>What an agent said of itself when it was started.</summary>
/// <param name="Steers">It understands words while it works.</param>
/// <param name="Choices">What it lets its host choose.</param>
internal sealed record AgentDetails(string SessionId, bool Steers, IReadOnlyList<OfferedChoice> Choices);

/// <summary>The first two requests of every conversation.</summary>
internal sealed class Handshake(TimedRequests requests, AgentsOptions options)
{
    private static readonly InitializeRequest Hello = new(
        AcpMethod.ProtocolVersion,
        new ClientCapabilities(
            new FileCapabilities(ReadTextFile: true, WriteTextFile: true), Terminal: true, new ElicitationCapabilities(new FormCapabilities())),
        Implementations.Host);

    /// <exception cref="AgentException">It refused, kept silent, or speaks another version.</exception>
    public async Task<AgentDetails> RunAsync(string workingDirectory, CancellationToken cancellationToken)
    {
        var self = await requests.AskAsync(
            AcpMethod.Initialize, RpcBody.Of(Hello, AcpJson.Default.InitializeRequest), options.InitializeTimeout, cancellationToken);
        if (self.GetInteger("protocolVersion") is not AcpMethod.ProtocolVersion)
            throw new AgentException(AgentFault.Error, $"it does not speak version {AcpMethod.ProtocolVersion} of the Agent Client Protocol");

        var request = RpcBody.Of(new NewSessionRequest(workingDirectory, []), AcpJson.Default.NewSessionRequest);
        var session = await requests.AskAsync(AcpMethod.NewSession, request, options.SessionTimeout, cancellationToken);
        var id = session.GetText("sessionId") ?? throw new AgentException(AgentFault.Error, "it made a session without an id");
        var steers = (self.GetMember("agentCapabilities")?.GetMember("_meta") ?? default).IsTrue(AcpMethod.SteerCapability);
        return new AgentDetails(id, steers, OfferedChoice.In(session, self));
    }
}
