using Carillon.Core.Identity;
using Carillon.Features.Sessions.Access;

namespace Carillon.Features.Sessions.Tests.Access;

public sealed class SessionPermissionsTests
{
    [Theory]
    [InlineData(Role.Owner, "create read write delete archive steer")]
    [InlineData(Role.Admin, "create read write delete archive steer")]
    [InlineData(Role.BillingAdmin, "create read write archive steer")]
    [InlineData(Role.Member, "create read write archive steer")]
    [InlineData(Role.Viewer, "read")]
    public void A_role_may_do_what_the_matrix_says(Role role, string allowed) =>
        Assert.Equal(
            allowed.Split(' '),
            Enum.GetValues<SessionAction>().Where(action => SessionPermissions.Allows(role, action)).Select(action => action.ToString().ToLowerInvariant()));

    [Fact]
    public void An_unknown_role_may_do_nothing() =>
        Assert.DoesNotContain(Enum.GetValues<SessionAction>(), action => SessionPermissions.Allows((Role)99, action));
}
