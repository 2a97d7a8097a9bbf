using System.Net;

namespace Carillon.Client.Tests;

/// <summary>Files and members: what is in a place, and who.</summary>
public class PlaceTests : ClientTest
{
    [Fact]
    public async Task Files_are_listed_and_read_as_they_are_and_as_they_were()
    {
        using var client = NewClient();
        Host.Files.Put("notes & more.txt", "grüezi");
        Host.Files.Put("notes & more.txt", "adieu");
        var listing = await client.Files.ListAsync("s1", cancellationToken: Token);
        var now = await client.Files.ReadAsync("s1", "notes & more.txt", Token);
        var before = await client.Files.ReadIterationAsync("s1", "notes & more.txt", 1, Token);
        var history = await client.Files.HistoryAsync("s1", "notes & more.txt", Token);

        Assert.Equal([("src", "directory"), ("away", "link"), ("notes & more.txt", "file")], listing.Files.Select(file => (file.Path, file.Type)));
        Assert.False(listing.Truncated);
        Assert.Equal(("adieu", true, null), (now.Text, now.IsText, now.Iteration));
        Assert.Equal(("grüezi", 7, 1), (before.Text, before.Bytes.Length, before.Iteration));
        Assert.Equal([new FileIteration(1, 1000, 7), new FileIteration(2, 1001, 5, "h1")], history.Iterations);
    }

    [Fact]
    public async Task A_file_that_is_no_text_comes_byte_for_byte()
    {
        using var client = NewClient();
        byte[] bytes = [0, 1, 2, 255];
        Host.Files.Put("a.bin", bytes);
        var file = await client.Files.ReadAsync("s1", "a.bin", Token);

        Assert.False(file.IsText);
        Assert.Equal(bytes, file.Bytes.ToArray());
    }

    [Fact]
    public async Task A_path_that_leaves_the_workspace_is_refused()
    {
        using var client = NewClient();
        var refused = await Assert.ThrowsAsync<CarillonApiException>(() => client.Files.ReadAsync("s1", "../etc/passwd", Token));

        Assert.Equal((HttpStatusCode.BadRequest, "path_outside_workspace"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Members_are_listed_given_roles_and_removed()
    {
        using var client = NewClient();
        var before = await client.Members.ListAsync(Token);
        var changed = await client.Members.SetRoleAsync("auth0|a/b", MemberRoles.Viewer, Token);
        await client.Members.RemoveAsync("auth0|a/b", Token);
        var last = await Assert.ThrowsAsync<CarillonApiException>(() => client.Members.RemoveAsync("dev-user-001", Token));

        Assert.Equal([("dev-user-001", MemberRoles.Owner), ("auth0|a/b", MemberRoles.BillingAdmin)], before.Select(member => (member.UserId, member.Role)));
        Assert.Equal(MemberRoles.Viewer, changed.Role);
        Assert.Equal("last_owner", last.Code);
    }

    [Fact]
    public async Task A_client_knows_whom_it_is_taken_for()
    {
        using var client = NewClient(token: "viewer");

        Assert.Equal(new Identity("dev-user-001", "dev", MemberRoles.Viewer, "developer@example.com"), await client.Members.WhoAmIAsync(Token));
    }
}
