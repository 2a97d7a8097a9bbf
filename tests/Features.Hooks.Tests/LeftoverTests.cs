using Carillon.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Hooks.Tests;

public sealed class LeftoverTests : HooksTest
{
    [Fact]
    public async Task What_an_earlier_life_left_running_ends_at_the_next_start()
    {
        var running = RunAsync(Call(), Guard("touch begun; sleep 300"));
        await WrittenAsync("begun");

        await using var next = new HooksFeature(new HooksOptions(Folder), new SequentialIds(), TimeProvider.System, NullLogger<HooksFeature>.Instance);
        await next.RecoverAsync(Cancellation);

        Assert.Equal("it failed with exit code 137", (await running).Reason);
    }

    [Fact]
    public async Task What_belongs_to_another_folder_is_left_alone()
    {
        var running = RunAsync(Call(), Guard("touch begun; until [ -e enough ]; do sleep 0.05; done; echo 'block: done'"));
        await WrittenAsync("begun");

        var other = Directory.CreateTempSubdirectory("carillon-hooks-").FullName;
        await using var next = new HooksFeature(new HooksOptions(other), new SequentialIds(), TimeProvider.System, NullLogger<HooksFeature>.Instance);
        await next.RecoverAsync(Cancellation);
        await File.WriteAllTextAsync(Path("enough"), "", Cancellation);

        Assert.Equal("done", (await running).Reason);
        Directory.Delete(other);
    }
}
