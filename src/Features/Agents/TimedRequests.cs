using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents;

/// <summary>Requests that an agent has to answer soon, unlike a prompt.</summary>
internal sealed class TimedRequests(JsonRpcPeer peer, TimeProvider clock)
{
    /// <exception cref="AgentException">It refused, or kept silent.</exception>
    /// <exception cref="RpcClosedException">It is gone.</exception>
    public async Task<JsonElement> AskAsync(string method, RpcBody parameters, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await peer.RequestAsync(method, parameters, limited.Token).WaitAsync(timeout, clock, cancellationToken);
        }
        catch (TimeoutException error)
        {
            throw new AgentException(AgentFault.TimedOut, $"it did not answer '{method}' within {timeout.TotalSeconds:0.###} seconds", error);
        }
        catch (RpcException error)
        {
            throw new AgentException(AgentFault.Error, RpcErrorText.Of(error), error);
        }
        finally
        {
            await limited.CancelAsync();
        }
    }
}
