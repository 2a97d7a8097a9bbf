using Carillon.Core.Identity;
using Carillon.Dialects.Aleph.Following;

namespace Carillon.Dialects.Aleph.Rpc;

/// <summary>One call: who asks, for what, and what belongs to the connection it came on.</summary>
internal sealed record Call(Caller Caller, Params Params, Subscriptions Subscriptions, Parking Parking, Core.Connections.IConnection Connection);

/// <summary>Serves one method.</summary>
internal delegate ValueTask<Result> Method(Call call, CancellationToken cancellationToken);

/// <summary>
/// Where calls stand that wait for people or agents. They do not count as work under way, so that whatever would end their wait
/// is still read; in turn there is only so much room for them.
/// </summary>
internal sealed class Parking
{
    private const int Places = 32;
    private int _taken;

    /// <summary>How many wait.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Waits, parked. Errors: RateLimited, when too many do.</summary>
    public async ValueTask<T> WaitAsync<T>(Func<ValueTask<T>> wait)
    {
        if (Interlocked.Increment(ref _taken) > Places)
        {
            Interlocked.Decrement(ref _taken);
            throw new Core.Errors.CarillonException(Core.Errors.ErrorCode.RateLimited, $"At most {Places} calls of a connection may wait at once.");
        }

        try
        {
            return await wait();
        }
        finally
        {
            Interlocked.Decrement(ref _taken);
        }
    }
}
