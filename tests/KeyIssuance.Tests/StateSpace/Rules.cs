using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>What ARCHITECTURE.md says always holds, of a state. What is about a change is looked at where the change happens.</summary>
internal static class Rules
{
    /// <summary>The first rule that the state breaks; null when it breaks none.</summary>
    public static string? Broken(ModelState state) => state.Broken ?? OneCurrent(state) ?? ReadersPath(state) ?? state.Versions.Select(row => Broken(state, row)).FirstOrDefault(broken => broken is not null) ?? Rest(state);

    // 1. One running operation is looked at when a second one starts.
    private static string? OneCurrent(ModelState state) =>
        state.Versions.Count(row => row.State == VersionState.Current) > 1 ? "more than one version is current" : null;

    // 2
    private static string? ReadersPath(ModelState state) =>
        state.Read("tenant") is { } value && !state.EverUsed.Has(value.Key) ? $"readers get key {value.Key}, which was never used" : null;

    private static string? Broken(ModelState state, VersionRow row) => row.State switch
    {
        // 3
        VersionState.Current when !state.IsServerLost && !state.Accepts(row.Key) && !IsReplaced(state) => $"key {row.Key} is current and does not work",
        VersionState.Retiring when !state.IsServerLost && state.Now < row.GraceEnds && !state.Accepts(row.Key) =>
            $"key {row.Key} does not work before the end of its grace period",
        // 4
        VersionState.Retiring when !state.IsMadeByTarget && state.Lines.TryGetValue(row.Key, out var end) && end != row.GraceEnds =>
            $"key {row.Key} is retiring and the server does not know when it ends",
        // 5
        VersionState.Retired or VersionState.Revoked when state.Accepts(row.Key) => $"key {row.Key} is {row.State} and works",
        // Where a roll-back could not reach the server, nobody holds what would open it. A lost server accepts what it likes.
        VersionState.Abandoned when !state.IsServerLost && state.Accepts(row.Key) && state.Vault.Values.Any(values => values.Any(value => value.Key == row.Key && !value.IsDestroyed)) =>
            $"key {row.Key} is abandoned, works, and is still in Vault",
        // 9
        VersionState.Revoked when !state.Banned.Has(row.Key) => $"key {row.Key} is revoked and not banned",
        _ => null,
    };

    /// <summary>The promotion has gone so far that the old key ends by itself: then the new one works.</summary>
    private static bool IsReplaced(ModelState state) => state.Operation is { Step: OperationPlans.Promote, GraceEnds: { } end, Version: { } version }
        && state.Now >= end && state.Accepts(version);

    private static bool IsInUse(ModelState state, int key) =>
        state.Versions.Any(row => row.Key == key && row.State is VersionState.Current or VersionState.Retiring && row.Key == key);

    /// <summary>What is true when nothing goes on any more.</summary>
    private static string? Rest(ModelState state)
    {
        if (!state.IsIdle)
        {
            return null;
        }

        var current = state.Versions.Where(row => row.State == VersionState.Current).Select(row => (int?)row.Key).SingleOrDefault();
        return current is not null && state.Read("tenant")?.Key != current ? "readers do not get the current version"
            : state.Read("tenant") is { } left && left.Key != current ? $"key {left.Key} has ended and readers get it"
            : state.Read("tenant.staged") is { } staged ? $"key {staged.Key} stays staged"
            : state.Versions.Any(row => row.State is not (VersionState.Current or VersionState.Retiring or VersionState.Retired or VersionState.Abandoned or VersionState.Revoked))
                ? "a version is half-way and nobody works on it"
            : state.HasControl && !state.IsServerLost ? "the control line of a proof is left behind"
            : state.IsDeleted && state.Versions.Any(row => !state.IsServerLost && row.State is VersionState.Current or VersionState.Retiring)
                ? "the secret is deleted and a version of it is live"
            : state.IsDeleted && !state.IsServerLost && state.Lines.Keys.Any(state.Accepts) ? "the secret is deleted and its target accepts a key"
            : state.IsMadeByTarget && state.Lines.Keys.FirstOrDefault(key => !IsInUse(state, key), -1) is >= 0 and var orphan
                ? $"the target accepts key {orphan}, which nobody uses"
            : null;
    }
}
