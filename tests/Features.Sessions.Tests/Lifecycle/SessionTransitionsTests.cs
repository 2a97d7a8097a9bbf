using Carillon.Events;
using Carillon.Features.Sessions.Lifecycle;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Tests.Lifecycle;

public sealed class SessionTransitionsTests
{
    [Theory]
    [InlineData(SessionState.Inactive, "Activating")]
    [InlineData(SessionState.Activating, "Inactive Ready Error")]
    [InlineData(SessionState.Ready, "Inactive Running Deactivating Error")]
    [InlineData(SessionState.Running, "Ready Waiting Deactivating Error")]
    [InlineData(SessionState.Waiting, "Ready Running Deactivating Error")]
    [InlineData(SessionState.Deactivating, "Inactive Error")]
    [InlineData(SessionState.Error, "Inactive Activating Deactivating")]
    public void A_state_may_be_followed_by_these_alone(SessionState from, string to) =>
        Assert.Equal(to, string.Join(' ', Enum.GetValues<SessionState>().Where(next => SessionTransitions.IsAllowed(from, next))));

    [Fact]
    public void Every_state_has_a_way_to_inactive()
    {
        foreach (var start in Enum.GetValues<SessionState>())
        {
            HashSet<SessionState> reached = [start];
            for (var size = 0; size < reached.Count;)
            {
                size = reached.Count;
                reached.UnionWith([.. Enum.GetValues<SessionState>().Where(to => reached.Any(from => SessionTransitions.IsAllowed(from, to)))]);
            }

            Assert.Contains(SessionState.Inactive, reached);
        }
    }

    [Fact]
    public void A_change_refuses_a_state_that_may_not_follow()
    {
        var session = new StoredSession("s", "demo", SessionState.Inactive, false, 1, 1, "ada");
        var change = new SessionChange("acme", session, 1, 2);
        Assert.Throws<InvalidOperationException>(() => change.Move(SessionState.Running, "no"));
        Assert.True(change.ToAppend().IsEmpty);
    }
}
