using Carillon.Core.Connections;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Dialects.Aleph.Following;

namespace Carillon.Dialects.Aleph.Rpc;

/// <summary>One call: who asks, for what, and what belongs to the connection it came on.</summary>
internal sealed record Call(Caller Caller, Params Params, Subscriptions Subscriptions, Parking Parking, IConnection Connection);

/// <summary>Serves one method.</summary>
internal delegate ValueTask<Result> Method(Call call, CancellationToken cancellationToken);

/// <summary>Where a connection's calls stand that wait for people or agents; there is only so much room for them.</summary>
internal readonly record struct Parking(RunningRequests Requests)
{
    private const int Places = 32;

    /// <summary>Waits, parked. Errors: RateLimited, when too many do.</summary>
    public async ValueTask<T> WaitAsync<T>(Func<ValueTask<T>> wait)
    {
        using var place = Requests.TryPark(Places)
            ?? throw new CarillonException(ErrorCode.RateLimited, $"At most {Places} calls of a connection may wait at once.");
        return await wait();
    }
}
