using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;

namespace Carillon.Features.Sandbox.Tests;

public class ListingTests
{
    private static readonly ListingBounds Everything = new(32, 1000, new HashSet<string>());

    [Fact]
    public async Task A_folder_stands_before_what_it_holds_and_names_are_in_order()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        Directory.CreateDirectory(Path.Combine(workspace.Root, "b", "é"));
        foreach (var name in new[] { "c", "a b", "b/z", "b/é/\n", "b0" }) File.WriteAllText(Path.Combine(workspace.Root, name), "12");
        File.CreateSymbolicLink(Path.Combine(workspace.Root, "out"), "/etc");

        var listing = await workspace.ListAsync(".", Everything, SandboxFixture.Cancellation);

        Assert.Equal(["a b", "b", "b/z", "b/é", "b/é/\n", "b0", "c", "out"], listing.Entries.Select(entry => entry.Path));
        Assert.Equal([2, 0, 2, 0, 2, 2, 2, 0], listing.Entries.Select(entry => entry.Size));
        Assert.Equal(EntryKind.Link, listing.Entries[^1].Kind);
        Assert.False(listing.Truncated);
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_left_out_and_a_link_in_a_circle_is_not_followed()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        await using var made = await workspace.StartAsync(
            SandboxFixture.Shell("printf x > \"$(printf 'a\\377')\"; printf x > b; mkdir gone; rmdir gone; ln -s . circle"), new Listener(), SandboxFixture.Cancellation);
        await made.Exited.WaitAsync(SandboxFixture.Patience, SandboxFixture.Cancellation);

        var listing = await workspace.ListAsync(".", Everything, SandboxFixture.Cancellation);

        Assert.Equal(["b", "circle"], listing.Entries.Select(entry => entry.Path));

        // The platform could not remove such a name; the sandbox can.
        await sandbox.Sandboxes.RemoveAsync("t1", "s1", SandboxFixture.Cancellation);
        Assert.False(Directory.Exists(workspace.Root));
    }

    [Fact]
    public async Task Swapping_a_folder_for_a_link_while_it_is_listed_tells_nothing_of_what_is_elsewhere()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        var outside = Path.GetDirectoryName(sandbox.Outside("secret", "s"))!;
        Directory.CreateDirectory(Path.Combine(workspace.Root, "d"));
        File.WriteAllText(Path.Combine(workspace.Root, "d", "plain"), "p");
        var swap = $"while :; do mv d real; ln -s '{outside}' d; rm d; mv real d; done";
        await using var swapping = await workspace.StartAsync(SandboxFixture.Shell(swap), new Listener(), SandboxFixture.Cancellation);
        var seen = new HashSet<string>();
        for (var i = 0; i < 400; i++)
        {
            seen.UnionWith(await NamesAsync("."));
            seen.UnionWith(await NamesAsync("d"));
        }

        Assert.Contains("d", seen);
        Assert.DoesNotContain("d/secret", seen);

        async Task<IEnumerable<string>> NamesAsync(string path)
        {
            try
            {
                return (await workspace.ListAsync(path, Everything, SandboxFixture.Cancellation)).Entries.Select(entry => entry.Path);
            }
            catch (CarillonException refused)
            {
                return [refused.Code.ToString()];
            }
        }
    }

    [Fact]
    public async Task A_digest_is_of_all_bytes_however_many_are_handed_out()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        File.WriteAllBytes(Path.Combine(workspace.Root, "f"), new byte[300_000]);

        var kept = await workspace.DigestAsync("f", new DigestBounds(300_000, 300_000), SandboxFixture.Cancellation);
        var hashed = await workspace.DigestAsync("./f", new DigestBounds(299_999, 300_000), SandboxFixture.Cancellation);
        var sized = await workspace.DigestAsync("f", new DigestBounds(10, 299_999), SandboxFixture.Cancellation);

        Assert.Equal((300_000, 300_000), (kept.Content!.Value.Length, kept.Size));
        Assert.Equal(("f", 300_000L, kept.Hash), (hashed.Path, hashed.Size, hashed.Hash));
        Assert.Null(hashed.Content);
        Assert.Equal((300_000L, null), (sized.Size, sized.Hash));
    }

    [Fact]
    public async Task A_workspace_that_nobody_made_is_not_found_and_not_made()
    {
        await using var sandbox = new SandboxFixture();

        Assert.Null(await sandbox.Sandboxes.FindAsync("t1", "none", SandboxFixture.Cancellation));
        var made = await sandbox.OpenAsync();
        Assert.Equal(made.Root, (await sandbox.Sandboxes.FindAsync("t1", "s1", SandboxFixture.Cancellation))?.Root);
    }
}
