using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Features.Members.Tests;

public sealed class TenantMembersTests
{
    private static readonly Caller Ann = Tenant.Of("ann", Role.Owner);
    private static readonly Caller Ben = Tenant.Of("ben", Role.Member);
    private static readonly Caller Cid = Tenant.Of("cid", Role.Admin);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The matrix of the fact sheet: read, write, delete.</summary>
    [Theory]
    [InlineData(Role.Owner, "read write delete")]
    [InlineData(Role.Admin, "read write")]
    [InlineData(Role.BillingAdmin, "")]
    [InlineData(Role.Member, "")]
    [InlineData(Role.Viewer, "")]
    public async Task Each_role_may_do_what_the_matrix_says(Role role, string allowed)
    {
        await using var tenant = await Tenant.OpenAsync();
        var caller = Tenant.Of("caller", role);
        await tenant.AdmitAsync(Ann, Ben, caller);
        var done = new List<string>();

        await TryAsync("read", () => tenant.Members.ListAsync(caller, Cancellation).AsTask());
        await TryAsync("write", () => tenant.Members.SetRoleAsync(caller, "ben", Role.Viewer, Cancellation).AsTask());
        await TryAsync("delete", () => tenant.Members.RemoveAsync(caller, "ben", Cancellation).AsTask());

        Assert.Equal(allowed, string.Join(' ', done));

        async Task TryAsync(string name, Func<Task> attempt)
        {
            try
            {
                await attempt();
                done.Add(name);
            }
            catch (CarillonException refused) when (refused.Code == ErrorCode.PermissionDenied)
            {
                Assert.DoesNotContain(name, allowed, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_given_role_counts_whatever_the_credential_says_also_after_a_restart()
    {
        var before = await Tenant.OpenAsync();
        await before.AdmitAsync(Ann, Ben);
        before.Clock.Advance(TimeSpan.FromSeconds(5));
        var changed = await before.Members.SetRoleAsync(Ann, "ben", Role.Admin, Cancellation);
        Assert.Equal((Role.Admin, 5000), (changed.Role, changed.UpdatedAt - changed.AddedAt));

        await using var tenant = await before.RestartAsync();
        Assert.Equal(Role.Admin, await tenant.RoleAsync(Ben));
        Assert.Equal(Role.Admin, await tenant.RoleAsync(Ben with { Role = Role.Owner }));
        Assert.Equal(Role.Owner, await tenant.RoleAsync(Ann));
        Assert.Equal(Role.Member, await tenant.RoleAsync(Ben with { TenantId = "other" }));
        Assert.Equal(["ann Owner", "ben Admin"], await tenant.ListAsync(Ben));
    }

    [Fact]
    public async Task The_last_owner_stays_one_until_there_is_another()
    {
        await using var tenant = await Tenant.OpenAsync();
        await tenant.AdmitAsync(Ann, Ben);

        foreach (var role in new[] { Role.Admin, Role.BillingAdmin, Role.Member, Role.Viewer })
            await Tenant.RefusedAsync(ErrorCode.LastOwner, () => tenant.Members.SetRoleAsync(Ann, "ann", role, Cancellation).AsTask());
        await Tenant.RefusedAsync(ErrorCode.LastOwner, () => tenant.Members.RemoveAsync(Ann, "ann", Cancellation).AsTask());

        await tenant.Members.SetRoleAsync(Ann, "ben", Role.Owner, Cancellation);
        await tenant.Members.RemoveAsync(Ann, "ann", Cancellation);
        await Tenant.RefusedAsync(ErrorCode.LastOwner, () => tenant.Members.RemoveAsync(Ben, "ben", Cancellation).AsTask());
        Assert.Equal(["ben Owner"], await tenant.ListAsync(Ben));
    }

    [Fact]
    public async Task Two_owners_who_remove_each_other_at_once_leave_one()
    {
        await using var tenant = await Tenant.OpenAsync();
        var dan = Tenant.Of("dan", Role.Owner);
        await tenant.AdmitAsync(Ann, dan);

        var attempts = new[] { TryAsync(Ann, "dan"), TryAsync(dan, "ann") };

        Assert.Single(await Task.WhenAll(attempts), removed => removed);

        async Task<bool> TryAsync(Caller caller, string userId)
        {
            try
            {
                await Task.Yield();
                await tenant.Members.RemoveAsync(caller, userId, Cancellation);
                return true;
            }
            catch (CarillonException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Only_an_owner_makes_or_unmakes_one()
    {
        await using var tenant = await Tenant.OpenAsync();
        await tenant.AdmitAsync(Ann, Ben, Cid, Tenant.Of("dan", Role.Owner));

        await Tenant.RefusedAsync(ErrorCode.PermissionDenied, () => tenant.Members.SetRoleAsync(Cid, "cid", Role.Owner, Cancellation).AsTask());
        await Tenant.RefusedAsync(ErrorCode.PermissionDenied, () => tenant.Members.SetRoleAsync(Cid, "ann", Role.Member, Cancellation).AsTask());
        Assert.Equal(Role.Admin, (await tenant.Members.SetRoleAsync(Cid, "ben", Role.Admin, Cancellation)).Role);
        Assert.Equal(Role.Viewer, (await tenant.Members.SetRoleAsync(Ann, "dan", Role.Viewer, Cancellation)).Role);
    }

    [Fact]
    public async Task One_who_was_removed_is_not_let_in_until_they_are_given_a_role_again()
    {
        await using var tenant = await Tenant.OpenAsync();
        await tenant.AdmitAsync(Ann, Ben);
        await tenant.Members.RemoveAsync(Ann, "ben", Cancellation);

        await Tenant.RefusedAsync(ErrorCode.PermissionDenied, () => tenant.AdmitAsync(Ben));
        await Tenant.RefusedAsync(ErrorCode.PermissionDenied, () => tenant.AdmitAsync(Ben with { Role = Role.Owner }));
        await Tenant.RefusedAsync(ErrorCode.NotFound, () => tenant.Members.RemoveAsync(Ann, "ben", Cancellation).AsTask());
        Assert.Equal(["ann Owner"], await tenant.ListAsync(Ann));
        await tenant.Members.SetRoleAsync(Ann, "ben", Role.Viewer, Cancellation);
        Assert.Equal(Role.Viewer, await tenant.RoleAsync(Ben));
    }

    [Fact]
    public async Task Tenants_know_nothing_of_each_others_members()
    {
        await using var tenant = await Tenant.OpenAsync();
        var stranger = new Caller("eve", "other", Role.Owner);
        await tenant.AdmitAsync(Ann, Ben, stranger);

        Assert.Equal(["eve Owner"], await tenant.ListAsync(stranger));
        await Tenant.RefusedAsync(ErrorCode.NotFound, () => tenant.Members.SetRoleAsync(stranger, "ben", Role.Viewer, Cancellation).AsTask());
        await Tenant.RefusedAsync(ErrorCode.NotFound, () => tenant.Members.RemoveAsync(stranger, "ann", Cancellation).AsTask());
        Assert.Single(await tenant.SaidAsync("other"));
    }

    [Fact]
    public async Task Each_change_is_told_once_in_the_tenants_stream()
    {
        await using var tenant = await Tenant.OpenAsync();
        await tenant.AdmitAsync(Ann, Ben, Ben, Ben with { Role = Role.Viewer });
        await tenant.AdmitAsync(Ben with { Email = "new@example.com" });
        await tenant.Members.SetRoleAsync(Ann, "ben", Role.BillingAdmin, Cancellation);
        await tenant.Members.RemoveAsync(Ann, "ben", Cancellation);
        await Tenant.RefusedAsync(ErrorCode.NotFound, () => tenant.Members.RemoveAsync(Ann, "nobody", Cancellation).AsTask());

        Assert.Equal(
            [
                """member.updated {"userId":"ann","role":"owner"}""",
                """member.updated {"userId":"ben","role":"member"}""",
                """member.updated {"userId":"ben","role":"billing_admin","by":"ann"}""",
                """member.removed {"userId":"ben","by":"ann"}""",
            ],
            await tenant.SaidAsync());
    }
}
