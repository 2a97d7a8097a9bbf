using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Errors;
using Carillon.Dialects.Native.Following;

namespace Carillon.Dialects.Native.Rpc;

/// <summary>What one connection follows.</summary>
internal sealed class RpcFollows(IConnection connection, ILog log)
{
    private const int MaxFollows = 200;

    private readonly Lock _gate = new();
    private readonly List<Follow> _follows = new(1);
    private long _lastNumber;

    /// <summary>Takes a number for a new follow. It begins when the action that comes with the answer is called, once that is on its way.</summary>
    public async ValueTask<(Answer Answer, Action Begin)> FollowAsync(Caller caller, FollowParams wanted, CancellationToken cancellationToken)
    {
        var plan = await FollowPlan.MakeAsync(log, caller, wanted, cancellationToken);
        var number = TakeNumber();
        var answer = Answer.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("subscription"u8, number);
            if (plan.StandsAt is { } position) json.WriteString("cursor"u8, new LogPlace(log.Epoch, position).ToString());
            if (plan.Reset is { } reason) json.WriteString("reset"u8, reason);
            json.WriteEndObject();
        });
        return (answer, () => Begin(number, plan));
    }

    public Answer Unfollow(UnfollowParams wanted)
    {
        var number = Invalid.Required(wanted.Subscription, "subscription");
        Delivery? delivery;
        lock (_gate)
        {
            var index = _follows.FindIndex(follow => follow.Number == number);
            if (index < 0) throw new CarillonException(ErrorCode.NotFound, $"There is no subscription {number} here.");
            delivery = _follows[index].Delivery;
            _follows.RemoveAt(index);
        }

        delivery?.Dispose();
        return Answer.Nothing;
    }

    private long TakeNumber()
    {
        lock (_gate)
        {
            if (_follows.Count >= MaxFollows)
            {
                throw new CarillonException(ErrorCode.RateLimited, $"A connection has at most {MaxFollows} subscriptions.");
            }

            _follows.Add(new Follow(++_lastNumber, null));
            return _lastNumber;
        }
    }

    private void Begin(long number, FollowPlan plan)
    {
        var delivery = connection.Deliver(new DeliveryRequest(plan.Filter, RpcFormat.Shared, plan.Start) { OnLive = _ => SayLive(number) });
        lock (_gate)
        {
            var index = _follows.FindIndex(follow => follow.Number == number);
            if (index >= 0)
            {
                _follows[index] = new Follow(number, delivery);
                return;
            }
        }

        // Unfollowed before it began.
        delivery.Dispose();
    }

    private void SayLive(long number) =>
        connection.Send(RpcReply.Notification("live", connection.Framing, json => json.WriteNumber("subscription"u8, number)));

    /// <param name="Delivery">Null until the answer with the number is on its way.</param>
    private readonly record struct Follow(long Number, Delivery? Delivery);
}
