using PenguinMails.KeyIssuance.Tests.SecretTypes;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>A service that makes tokens itself, over a <see cref="ModelState"/>.</summary>
internal sealed class ModelTokens(Replay replay) : ITokenService
{
    public Task<CreatedToken> CreateAsync(string owner, CancellationToken cancellationToken) => replay.CallAsync(
        CallKind.Target,
        state => (state with { Keys = state.Keys + 1, Lines = state.Lines.Add(state.Keys, null) }, state.Keys, $"key {state.Keys}"),
        key => new CreatedToken(Ids.Material((int)key!), Ids.Material((int)key!)));

    public Task<IReadOnlyList<string>> ListAsync(string owner, CancellationToken cancellationToken) => replay.CallAsync<IReadOnlyList<string>>(
        CallKind.Target,
        state => (state, state.Lines.Keys.ToArray(), string.Join(',', state.Lines.Keys)),
        keys => [.. ((int[])keys!).Select(Ids.Material)]);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => replay.CallAsync(
        CallKind.Target, state => (state with { Lines = state.Lines.Remove(Ids.KeyOfMaterial(id)) }, null, "deleted"), _ => true);

    public Task<bool> TryAsync(string token, CancellationToken cancellationToken)
    {
        var key = Ids.KeyOfMaterial(token);
        return replay.CallAsync(
            CallKind.Target,
            state => state.Accepts(key)
                ? (state with { EverUsed = state.EverUsed.With(key) }, true, "accepted")
                : (state with { EverRefused = state.EverRefused.With(key) }, false, "refused"),
            accepted => (bool)accepted!);
    }

    public Task<bool> ExistsAsync(string id, CancellationToken cancellationToken)
    {
        var key = Ids.KeyOfMaterial(id);
        return replay.CallAsync(
            CallKind.Target,
            state => state.Accepts(key) ? (state, true, "there") : (state with { EverRefused = state.EverRefused.With(key) }, false, "gone"),
            exists => (bool)exists!);
    }
}
