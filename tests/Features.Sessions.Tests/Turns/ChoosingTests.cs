using Carillon.Contracts.Agents;
using Carillon.Contracts.Sessions;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Turns;

public sealed class ChoosingTests
{
    [Fact]
    public async Task A_turn_chooses_model_and_thinking_before_its_prompt()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Offered.UnionWith([(AgentChoice.Model, "large"), (AgentChoice.Thinking, "high")]);
        house.Agents.Script = (agent, _) =>
        {
            Assert.Equal([(AgentChoice.Model, "large"), (AgentChoice.Thinking, "high")], agent.Chosen);
            return Task.FromResult(new PromptResult("end_turn"));
        };
        var session = await house.CreateAsync();

        Assert.IsType<TurnCompleted>(await RunAsync(house, session.Id, new TurnDraft("Do it", "large", "high")));
        Assert.IsType<TurnCompleted>(await RunAsync(house, session.Id, new TurnDraft("And again")));
    }

    [Fact]
    public async Task A_model_that_is_not_offered_fails_the_turn_and_the_next_one_goes_on()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();

        var failed = Assert.IsType<TurnFailed>(await RunAsync(house, session.Id, new TurnDraft("Do it", Model: "huge")));
        Assert.Equal("The agent offers no model 'huge'.", failed.Message);
        Assert.IsType<TurnCompleted>(await RunAsync(house, session.Id, new TurnDraft("Do it")));
        Assert.Equal(["Do it"], house.Agents.Started.SelectMany(agent => agent.Prompts));
    }

    [Fact]
    public async Task A_level_of_thinking_that_is_not_offered_is_passed_over()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();

        Assert.IsType<TurnCompleted>(await RunAsync(house, session.Id, new TurnDraft("Do it", Thinking: "xhigh")));
        Assert.Empty(house.Agents.Started[0].Chosen);
    }

    private static async Task<Event> RunAsync(House house, string session, TurnDraft draft) =>
        await house.EndOfTurnAsync(await house.Turns.RunAsync(House.Ada, session, draft, TestContext.Current.CancellationToken));
}
