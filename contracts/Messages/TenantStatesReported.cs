namespace PenguinMails.Contracts.Messages;

/// <summary>
/// How tenants and their secrets stand: all of those that have changed since the message before, or a part of those that a replay asked for.
/// A tenant's state replaces each one with a lower number. Without tenants it says that nothing has changed since the message of that number; it takes no number
/// of its own, so that nothing is missing where one of these is.
/// </summary>
/// <param name="Number">Grows with each message that has tenants, or is part of a replay.</param>
/// <param name="Tenants">Whole tenants, at most some hundred.</param>
/// <param name="Replay">The replay that it is a part of; null for changes.</param>
/// <param name="OccurredAt">UTC; every change that was committed before is in this message or in an earlier one.</param>
/// <param name="Previous">The number before, so that a message that is missing shows; null from an earlier version, which did not say.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.AdminQuery, IsInternal = true)]
public sealed record TenantStatesReported(
    long Number, IReadOnlyList<TenantState> Tenants, ReplayPart? Replay, DateTimeOffset OccurredAt, long? Previous = null) : IEvent;

/// <summary>How one tenant stands.</summary>
/// <param name="TenantId">The tenant's id.</param>
/// <param name="Name">Its display name.</param>
/// <param name="Server">Its server; null when it has never had one.</param>
/// <param name="Secrets">Its secrets that are not deleted.</param>
/// <param name="ApiKeys">Its API keys that work; null from an earlier version, which did not say.</param>
public sealed record TenantState(
    Guid TenantId, string Name, ServerState? Server, IReadOnlyList<SecretState> Secrets, IReadOnlyList<ApiKeyState>? ApiKeys = null);

/// <summary>An API key that works. Nothing in it is the key.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="Name">What the tenant calls it.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="RateLimitPerMinute">How many requests it may make in a minute.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="ExpiresAt">When it will work no more, UTC; null when it has no end.</param>
/// <param name="LastUsedAt">When it was last used, UTC; at most an hour old.</param>
/// <param name="RequestCount">How many requests were made with it until then.</param>
public sealed record ApiKeyState(
    Guid KeyId, string Name, IReadOnlyList<string> Permissions, int RateLimitPerMinute, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt, long RequestCount);

/// <summary>How a tenant's server stands.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Port">Its SSH port.</param>
/// <param name="IsLost">Whether it was abandoned and has no successor.</param>
/// <param name="UnreachableSince">Since when it does not answer, UTC; null while it does.</param>
/// <param name="LostAt">When its abandonment ended, UTC; null while it is not lost, and from an earlier version, which did not say.</param>
public sealed record ServerState(string Address, int Port, bool IsLost, DateTimeOffset? UnreachableSince, DateTimeOffset? LostAt = null);

/// <summary>How one secret stands, apart from what passing time alone changes.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name within the type.</param>
/// <param name="Status">One of <see cref="SecretStatuses"/>, never <c>expired</c>: whoever shows it compares the due date with the clock.</param>
/// <param name="HasCurrent">Whether a version is current.</param>
/// <param name="HasFailed">Whether the last operation that was to make a version failed.</param>
/// <param name="LastRotated">When the current version became current, UTC.</param>
/// <param name="NextRotation">When the next rotation is due, UTC; null when no version is current, or it is not rotated by schedule.</param>
/// <param name="Fingerprint">The current version's fingerprint, if it has one.</param>
/// <param name="GraceEndsAt">When the last replaced version stops working, UTC, while one still works.</param>
/// <param name="LastRevealed">When material was last handed out, UTC.</param>
/// <param name="Operation">The operation that runs; null when none does.</param>
/// <param name="Settings">
/// What its type shows of it, by name: <see cref="SmtpSettingNames"/>, <see cref="DkimSettingNames"/>. Nothing in it is secret. Null from an earlier version, which did not say.
/// </param>
public sealed record SecretState(
    string Type,
    string Name,
    string Status,
    bool HasCurrent,
    bool HasFailed,
    DateTimeOffset? LastRotated,
    DateTimeOffset? NextRotation,
    string? Fingerprint,
    DateTimeOffset? GraceEndsAt,
    DateTimeOffset? LastRevealed,
    OperationState? Operation,
    IReadOnlyDictionary<string, string>? Settings = null);

/// <summary>An operation that has not ended.</summary>
/// <param name="OperationId">Its id.</param>
/// <param name="Kind">What it does, such as <c>rotate</c>.</param>
/// <param name="StartedAt">When it began, UTC.</param>
public sealed record OperationState(Guid OperationId, string Kind, DateTimeOffset StartedAt);

/// <summary>Which part of a replay a message is.</summary>
/// <param name="ReplayId">The request's id.</param>
/// <param name="Part">From 1, without gaps.</param>
/// <param name="IsLast">Whether no part follows.</param>
/// <param name="Total">How many tenants there were when the replay began.</param>
public sealed record ReplayPart(Guid ReplayId, int Part, bool IsLast, int Total);

/// <summary>Report how every tenant stands, in parts; changes are reported meanwhile as ever. A later request takes an earlier one's place.</summary>
/// <param name="ReplayId">Identifies the request; repeating it has no further effect.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.AdminQuery)]
[TakenBy(PlatformServices.KeyIssuance, IsInternal = true)]
public sealed record ReplayTenantState(Guid ReplayId) : ICommand;

/// <summary>
/// Keep sending a report every second even if nothing has changed: a subscriber reads them. Without this command, reports without changes become rarer, so
/// that few of them pile up for a subscriber that is away.
/// </summary>
[NeedsSubscriber]
[SentBy(PlatformServices.AdminQuery)]
[TakenBy(PlatformServices.KeyIssuance, IsInternal = true)]
public sealed record FollowTenantStates : ICommand;
