using Carillon.Contracts.Agents;

namespace Carillon.Features.Agents.Tests;

/// <summary>What hosts choose of agents: models and how much they think, in the two forms that agents offer them.</summary>
public sealed class ChoiceTests
{
    [Fact]
    public async Task Configuration_options_are_chosen_in_the_agents_own_spelling()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("options");
        Assert.Equal("small-1", agent.Model);

        Assert.True(await ChooseAsync(agent, AgentChoice.Model, "large-2"));
        Assert.True(await ChooseAsync(agent, AgentChoice.Thinking, "high"));

        Assert.Equal("Large-2", agent.Model);
        Assert.Equal(
            ["""{"sessionId":"s","configId":"m","value":"Large-2"}""", """{"sessionId":"s","configId":"effort","value":"high"}"""],
            await ChosenAsync(fixture, agent));
    }

    [Fact]
    public async Task Models_beside_the_options_are_chosen_too()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");

        Assert.True(await ChooseAsync(agent, AgentChoice.Model, "large-2"));

        Assert.Equal("large-2", agent.Model);
        Assert.Equal(["""{"sessionId":"s","modelId":"large-2"}"""], await ChosenAsync(fixture, agent));
    }

    [Fact]
    public async Task What_is_not_offered_is_not_asked_for()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");

        Assert.False(await ChooseAsync(agent, AgentChoice.Model, "huge-9"));
        Assert.False(await ChooseAsync(agent, AgentChoice.Thinking, "high"));

        Assert.Equal("small-1", agent.Model);
        Assert.Equal([""], await ChosenAsync(fixture, agent));
    }

    [Fact]
    public async Task An_agent_that_does_not_take_what_it_offers_says_so_in_its_own_words()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("stubborn");

        var fault = await Assert.ThrowsAsync<AgentException>(() => ChooseAsync(agent, AgentChoice.Model, "large-2"));

        Assert.Equal((AgentFault.Error, "not today"), (fault.Fault, fault.Message));
        Assert.Equal("small-1", agent.Model);
    }

    private static Task<bool> ChooseAsync(IAgent agent, AgentChoice choice, string value) =>
        agent.TryChooseAsync(choice, value, AgentFixture.Cancellation).AsTask();

    private static async Task<string[]> ChosenAsync(AgentFixture fixture, IAgent agent)
    {
        await AgentFixture.PromptAsync(agent, "chosen\nend");
        return fixture.Client.Said.Split('\n');
    }
}
