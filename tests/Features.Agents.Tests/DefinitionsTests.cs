namespace Carillon.Features.Agents.Tests;

public class DefinitionsTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public void The_built_in_agents_follow_the_configured_ones_unless_their_names_are_taken()
    {
        var options = new AgentsOptions { SelfCommand = new SelfCommand("/bin/dotnet", ["carillon.dll"]), Agents = [new("mine", "x", [], Nothing)] };
        Assert.Equal(["mine", "demo", "echo"], Definitions.Of(options).Select(agent => agent.Name));
        Assert.Equal(["carillon.dll", "demo-agent", "--echo"], Definitions.Of(options)[2].Arguments);
        var replaced = Definitions.Of(options with { Agents = [new("demo", "x", [], Nothing)] });
        Assert.Equal([("demo", "x"), ("echo", "/bin/dotnet")], replaced.Select(agent => (agent.Name, agent.Command)));
        Assert.Empty(Definitions.Of(new AgentsOptions()));
    }

    [Fact]
    public void Two_agents_of_one_name_and_agents_without_a_command_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Definitions.Of(new AgentsOptions { Agents = [new("a", "x", [], Nothing), new("a", "y", [], Nothing)] }));
        Assert.Throws<ArgumentException>(() => Definitions.Of(new AgentsOptions { Agents = [new("a", " ", [], Nothing)] }));
        Assert.Throws<ArgumentException>(() => Definitions.Of(new AgentsOptions { Agents = [new("", "x", [], Nothing)] }));
    }
}
