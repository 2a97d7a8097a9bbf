using System.Text.Json;

namespace Carillon.Features.Agents.Rpc;

/// <summary>Answers what the other side sends.</summary>
internal interface IRpcHandler
{
    /// <summary>
    /// A notification. One at a time, in the order they were sent, and nothing more is read until it returns: so a slow receiver
    /// slows the sender down. It must not wait for an answer of the other side, which could not be read.
    /// </summary>
    ValueTask NotifiedAsync(string method, JsonElement parameters, CancellationToken cancellationToken);

    /// <summary>
    /// A request. It begins in the order of sending, after the notifications before it, and goes on beside everything else.
    /// An <see cref="RpcException"/> is sent as it is.
    /// </summary>
    ValueTask<RpcBody> RequestedAsync(string method, JsonElement parameters, CancellationToken cancellationToken);
}
