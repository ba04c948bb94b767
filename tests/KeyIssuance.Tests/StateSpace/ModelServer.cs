using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>
/// The server over a <see cref="ModelState"/>. It reads the parameters of the scripts that <see cref="ServerAccounts"/> sends, and
/// does with them what the scripts do (tests/Ssh.Tests sees to the scripts themselves).
/// </summary>
/// <param name="replay">The worker that speaks with it.</param>
/// <param name="isFenced">False: it takes every edit, also of overtaken operations.</param>
internal sealed partial class ModelServer(Replay replay, bool isFenced) : ISshConnector
{
    private static readonly PublicKey Control = ControlKey.Of(Ids.Secret);

    public Task<SshAnswer> TryLoginAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken)
    {
        var material = MaterialOf(identity);
        return AnswerAsync(state =>
        {
            var key = Enumerable.Range(0, state.Keys).First(key => Ids.Material(key) == material);
            return state.Accepts(key)
                ? (state with { EverUsed = state.EverUsed.With(key) }, new SshAnswer.Accepted(), "accepted")
                : (state, new SshAnswer.Refused(), "refused");
        });
    }

    public Task<SshAnswer> OfferAsync(SshEndpoint endpoint, string username, PublicKey publicKey, CancellationToken cancellationToken) => AnswerAsync(state =>
    {
        if (publicKey.Equals(Control))
        {
            return state.HasControl ? (state, new SshAnswer.Accepted(), "accepted") : (state, (SshAnswer)new SshAnswer.Refused(), "refused");
        }

        var key = Ids.KeyOf(publicKey.Fingerprint);
        return state.Accepts(key)
            ? (state, new SshAnswer.Accepted(), "accepted")
            : (state with { EverRefused = state.EverRefused.With(key) }, new SshAnswer.Refused(), "refused");
    });

    public async Task<SshOpening> OpenAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken)
    {
        var isAdmin = identity.Username == Ids.AdminAccount && MaterialOf(identity) == Ids.AdminMaterial;
        var answer = await AnswerAsync(state => isAdmin ? (state, new SshAnswer.Accepted(), "accepted") : (state, new SshAnswer.Refused(), "refused"));
        return answer is SshAnswer.Accepted ? new SshOpening.Opened(new Session(replay, isFenced)) : new SshOpening.NotOpened(answer);
    }

    public Task<HostKeyScan> ScanHostKeyAsync(string address, int port, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No step scans.");

    private static string MaterialOf(SshIdentity identity) => Encoding.UTF8.GetString(identity.PrivateKey.Utf8.Span).Trim();

    private async Task<SshAnswer> AnswerAsync(Func<ModelState, (ModelState State, object? Value, string Text)> act)
    {
        try
        {
            return await replay.CallAsync(CallKind.Login, act, answer => (SshAnswer)answer!);
        }
        catch (SshCommandException)
        {
            return new SshAnswer.Unreachable("nobody answered");
        }
    }

    private sealed partial class Session(Replay replay, bool isFenced) : ISshSession
    {
        // Reading them takes most of the exploration's time.
        private const int MostKeysInFile = 5;

        /// <summary>
        /// What a read gets: a line for each key, whether it is there or not. A read is no event: an edit is done only where the file is what
        /// was read, and so the two are as good as one.
        /// </summary>
        private static readonly byte[] WholeFile = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, MostKeysInFile).Select(
            key => $"{Ids.PublicKey(key)} {AuthorizedKeysLine.CommentPrefix}{Ids.Version(key)}\n")));

        public SshServerVersion Version { get; } = new("SSH-2.0-OpenSSH_9.2");

        public Task<string> RunAsRootAsync(string script, CancellationToken cancellationToken)
        {
            var parameters = Parameter().Matches(script).ToDictionary(
                match => match.Groups["name"].Value,
                match => match.Groups["value"].Value,
                StringComparer.Ordinal);
            return script.Contains("say found", StringComparison.Ordinal)
                ? Task.FromResult($"penguinmails-outcome found {Convert.ToBase64String(WholeFile)}\n")
                : replay.CallAsync(
                    CallKind.ServerEdit,
                    state => parameters.TryGetValue("fence", out var fence) ? Edit(state, long.Parse(fence, CultureInfo.InvariantCulture), parameters) : (state, "done", "done"),
                    outcome => $"penguinmails-outcome {outcome}\n");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private (ModelState State, object? Value, string Text) Edit(ModelState state, long fence, Dictionary<string, string> parameters)
        {
            if (isFenced && fence < state.SeenFence)
            {
                return (state, $"fenced {state.SeenFence}", $"fenced {state.SeenFence}");
            }

            if (parameters["before"] is { Length: > 0 } before
                && Ids.HourOf(DateTimeOffset.FromUnixTimeSeconds(long.Parse(before, CultureInfo.InvariantCulture))) <= state.Now)
            {
                return (state with { SeenFence = Math.Max(fence, state.SeenFence) }, "late", "late");
            }

            var dropped = parameters["drop"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(command => int.Parse(command.AsSpan(0, command.Length - 1), CultureInfo.InvariantCulture) - 1);
            var lines = state.Lines.RemoveRange(dropped);
            var broken = state.Broken;
            var put = parameters["put"].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (var line in put.Where(line => !line.Contains(ControlKey.CommentPrefix, StringComparison.Ordinal)))
            {
                var key = Enumerable.Range(0, state.Keys).First(key => line.Contains(Ids.PublicKey(key).Blob, StringComparison.Ordinal));
                lines = lines.SetItem(key, EndOf(line));
                broken ??= key >= MostKeysInFile ? "the model's file is too short"
                    : !state.EverStored.Has(key) ? $"the server has heard of key {key} before Vault"
                    // What a lost server still gets from a worker that does not know is out of anybody's reach.
                    : state.Banned.Has(key) && !state.IsServerLost ? $"key {key} is banned and was installed"
                    : null;
            }

            return (state with { HasControl = put.Any(line => line.Contains(ControlKey.CommentPrefix, StringComparison.Ordinal)), Lines = lines, SeenFence = Math.Max(fence, state.SeenFence), Broken = broken }, "done changed", "done");
        }

        private static int? EndOf(string line) => Expiry().Match(line) is { Success: true } match
            ? Ids.HourOf(DateTimeOffset.ParseExact(
                match.Groups["end"].Value, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal))
            : null;

        [GeneratedRegex(@"\G(?<name>\w+)='(?<value>[^']*)'\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Parameter();

        [GeneratedRegex("expiry-time=\"(?<end>[0-9]{14})Z\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Expiry();
    }
}

/// <summary>Makes keys one after the other.</summary>
internal sealed class ModelKeys(Replay replay) : IKeyPairGenerator
{
    public Task<KeyPair> GenerateAsync(SshKeyType type, string comment, CancellationToken cancellationToken) => replay.CallAsync(
        CallKind.MakeKey,
        state => (state with { Keys = state.Keys + 1 }, state.Keys, $"key {state.Keys}"),
        key => new KeyPair(new PlainTextPrivateKey(Encoding.UTF8.GetBytes(Ids.Material((int)key!))), Ids.PublicKey((int)key!)));
}
