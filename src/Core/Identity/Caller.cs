namespace Carillon.Core.Identity;

/// <summary>What someone may do in a tenant, from most to least (spec: Diminuendo, section 7).</summary>
public enum Role
{
    /// <summary>Everything, and the tenant itself.</summary>
    Owner,

    /// <summary>Everything but the tenant and its bills.</summary>
    Admin,

    /// <summary>Sessions without deleting them, and bills.</summary>
    BillingAdmin,

    /// <summary>Sessions without deleting them.</summary>
    Member,

    /// <summary>Reads only.</summary>
    Viewer,
}

/// <summary>Who is asking. Every call into Core or a feature carries one; a tenant never sees another's streams.</summary>
/// <param name="UserId">Stable id of the person or key.</param>
/// <param name="TenantId">Whose data may be seen.</param>
/// <param name="Role">What may be done with it.</param>
/// <param name="Email">For display.</param>
public sealed record Caller(string UserId, string TenantId, Role Role, string? Email = null)
{
    /// <summary>Who everyone is in dev mode, on the loopback address only (spec: Diminuendo, section 1.2).</summary>
    public static Caller Dev { get; } = new("dev-user-001", "dev", Role.Owner, "developer@example.com");

    /// <summary>The gateway itself, acting in a tenant: recovery, expiry, schedules.</summary>
    public static Caller Gateway(string tenantId) => new("gateway", tenantId, Role.Owner);
}
