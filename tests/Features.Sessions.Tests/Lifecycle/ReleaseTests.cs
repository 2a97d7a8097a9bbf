using Carillon.Contracts.Agents;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Lifecycle;

public sealed class ReleaseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_released_agent_is_ended_and_the_next_turn_starts_another()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);
        await house.Feature.Agents.ReleaseAsync(House.Ada, session.Id, Cancellation);

        Assert.True(house.Agents.Started[0].IsDisposed);
        Assert.Equal(SessionState.Inactive, await house.StatusAsync(session.Id));
        await house.Feature.Agents.ReleaseAsync(House.Ada, session.Id, Cancellation);
        await house.RunToEndAsync(session.Id);
        Assert.Equal(2, house.Agents.Started.Count);
    }

    [Fact]
    public async Task An_agent_that_works_is_not_released_nor_by_one_who_may_not_nor_where_there_is_none()
    {
        await using var house = await House.OpenAsync();
        var go = new TaskCompletionSource();
        house.Agents.Script = async (_, _) =>
        {
            await go.Task;
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turn = await house.RunAsync(session.Id);
        await RefusedAsync(ErrorCode.TurnInProgress, House.Ada, session.Id, house);
        await RefusedAsync(ErrorCode.PermissionDenied, new Caller("eve", "acme", Role.Viewer), session.Id, house);
        await RefusedAsync(ErrorCode.SessionNotFound, House.Ada, "gone", house);
        go.SetResult();
        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(turn));
    }

    private static async Task RefusedAsync(ErrorCode code, Caller caller, string sessionId, House house) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<CarillonException>(
            async () => await house.Feature.Agents.ReleaseAsync(caller, sessionId, Cancellation))).Code);
}
