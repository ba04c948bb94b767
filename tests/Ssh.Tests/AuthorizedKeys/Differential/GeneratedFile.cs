using System.Text;

namespace PenguinMails.Ssh.Tests.AuthorizedKeys.Differential;

/// <summary>
/// Writes authorized_keys files as nobody should: options, kinds, keys, white space and endings of every form, right and wrong. What a seed
/// gives is the same each time.
/// </summary>
internal sealed class GeneratedFile
{
    private static readonly string[] Leading = ["", "", "", "", "", "", " ", "\t", " \t ", "\v", "\r", "\f", "#", " #", "\0", "\u00a0", "\ufeff"];
    private static readonly string[] Gaps = [" ", " ", " ", " ", " ", "\t", "  \t", "\v", "\r", " \r", "\f ", "", "\0 "];
    private static readonly string[] Spaces = ["\r", "\v", "\f", "\r\r", " ", "\t"];
    private static readonly string[] Trailing = ["", "", " comment", " a b  c", "\r", " \r", "\0", "\0 junk", " x\0y", "#", " #", "\tpenguinmails:0199f3a0-0000-7000-8000-000000000001", "\v"];
    private static readonly string[] Endings = ["\n", "\n", "\n", "\n", "\r\n", "\n\n", "\n# comment\n", "\n \t\n", "\0\n", "\r", ""];
    private static readonly string[] Strange = ["\0", "\r", "\n", " ", "\t", "\v", "\f", "\"", "\\", "\\\"", ",", "#", "=", "+", "\u0080", "é", "A"];

    private static readonly string[] Options =
    [
        "restrict", "no-pty", "pty", "NO-PTY", "Restrict", "no-restrict", "restricted", "no-port-forwarding", "x11-forwarding", "no-touch-required",
        "verify-required", "user-rc", "no-user-rc", "agent-forwarding", "unknown", "unknown=\"x\"", "command=\"true\"", "command=\"a b\\\"c\"", "COMMAND=\"x\"",
        "command=true", "command=\"open", "command=\"a\\\\\"", "command=\"\"", "command", "from=\"127.0.0.1\"", "from=\"192.0.2.1\"", "from=\"127.0.0.1\",from=\"127.0.0.1\"", "from=\"!127.0.0.1,*\"",
        "environment=\"A=b c\"", "environment=\"A\"", "environment=\"=x\"", "environment=\"A B=x\"", "environment=\"A=1\",environment=\"A=2\"",
        "permitopen=\"host:22\"", "permitopen=\"host\"", "permitopen=\"[::1]:22\"", "permitopen=\"[::1\"", "permitopen=\"h:*\"", "permitopen=\"h:0\"", "permitopen=\"h:70000\"",
        "permitopen=\"h:ssh\"", "permitopen=\"h:no-such-service\"", "permitopen=\":22\"", "permitopen=\"[x]y:1\"", "permitopen=\"a/22\"", "permitlisten=\"22\"", "permitlisten=\"*:22\"", "permitlisten=\"x/22\"", "permitlisten=\" 22\"",
        "tunnel=\"1\"", "tunnel=\"any\"", "tunnel=\"x\"", "tunnel=\"-1\"", "tunnel=\"2147483645\"", "tunnel=\"2147483646\"", "cert-authority", "CERT-AUTHORITY", "no-cert-authority", "principals=\"root\"",
        "expiry-time=\"20400101\"", "expiry-time=\"20400101Z\"", "expiry-time=\"204001010000Z\"", "expiry-time=\"20400101000000Z\"", "expiry-time=\"20400101000000z\"", "expiry-time=\"20400101000000UTC\"",
        "expiry-time=\"20400101000000utc\"", "expiry-time=\"20100101000000Z\"", "expiry-time=\"20100101\"", "expiry-time=\"2040010100Z\"", "expiry-time=\"20401301Z\"", "expiry-time=\"20400231Z\"", "expiry-time=\"2040 1 1Z\"",
        "expiry-time=\"20400101000061Z\"", "expiry-time=\"20400101000062Z\"", "expiry-time=\"20400101240000Z\"", "expiry-time=\"19690101Z\"", "expiry-time=\"19700101Z\"", "expiry-time=\"00000101Z\"", "expiry-time=\"99991231235959Z\"",
        "expiry-time=\"Z\"", "expiry-time=\"\"", "expiry-time=\"2040-1-1\"", "expiry-time=20400101", "EXPIRY-TIME=\"20400101Z\"", "expiry-time=\"20400101Z\",expiry-time=\"20100101Z\"", "",
    ];

    private readonly Random _random;
    private readonly KeyPool _pool;

    private GeneratedFile(KeyPool pool, int seed)
    {
        _random = new Random(seed);
        _pool = pool;
        Offered = [.. Enumerable.Range(0, _random.Next(4) == 0 ? 2 : 1).Select(_ => pool.Keys[_random.Next(pool.Keys.Count)]).Distinct()];
        var content = new List<byte>();
        for (var left = _random.Next(1, 4); left > 0; left--)
        {
            content.AddRange(Line());
        }

        if (_random.Next(8) == 0)
        {
            Damage(content);
        }

        Content = [.. content];
    }

    /// <summary>The file.</summary>
    public byte[] Content { get; }

    /// <summary>The keys to offer.</summary>
    public IReadOnlyList<OfferableKey> Offered { get; }

    public static GeneratedFile Make(KeyPool pool, int seed) => new(pool, seed);

    private byte[] Line()
    {
        var key = _random.Next(10) == 0 ? One(_pool.Keys) : One(Offered);
        return
        [
            .. Bytes(Usually(10, "", Leading)), .. Bytes(OptionsOf(key)), .. Bytes(KindOf(key)), .. Bytes(Usually(3, " ", Gaps)), .. TextOf(key),
            .. Bytes(_random.Next(40) == 0 ? " " + new string('c', 20_000) : Usually(2, " x", Trailing)), .. Bytes(Usually(2, "\n", Endings)),
        ];
    }

    private string OptionsOf(OfferableKey key)
    {
        var mustSign = key.Authority is not null && _random.Next(5) > 0;
        if (!mustSign && _random.Next(3) == 0)
        {
            return "";
        }

        var options = Enumerable.Range(0, mustSign ? _random.Next(2) : _random.Next(1, 4)).Select(_ => One(Options)).ToList();
        if (mustSign)
        {
            options.Insert(_random.Next(options.Count + 1), "cert-authority");
        }

        if (_random.Next(50) == 0)
        {
            options.Add($"command=\"{new string('o', 20_000)}\"");
        }

        return string.Join(Usually(8, ",", [",", ",,", ", ", "", ";"]), options) + Usually(4, " ", Gaps);
    }

    private string KindOf(OfferableKey key) => _random.Next(5) > 0 ? key.Kind : _random.Next(8) switch
    {
        0 => key.Kind.ToUpperInvariant(),
        1 => "ssh-rsa",
        2 => "rsa-sha2-256",
        3 => "webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
        4 => key.Kind.Replace("@openssh.com", "", StringComparison.Ordinal) + "-cert-v01@openssh.com",
        5 => key.Kind + One(Strange),
        6 => key.Algorithm,
        _ => One(_pool.Keys).Kind,
    };

    /// <summary>The Base64 of a spelling of the key, itself spelt in one way or another.</summary>
    private byte[] TextOf(OfferableKey key)
    {
        var text = Convert.ToBase64String(_random.Next(3) == 0 ? Spelling(key) : key.LineBlob);
        switch (_random.Next(14))
        {
            case 0:
                text = text.TrimEnd('=');
                break;
            case 1:
                text += "=";
                break;
            case 2:
                text = text[..^_random.Next(1, 5)];
                break;
            case 3 when text.EndsWith('='):
                var last = text.TrimEnd('=').Length - 1;
                text = text[..last] + (char)(text[last] + 1) + text[(last + 1)..];
                break;
            case 4:
                text = text.Insert(_random.Next(text.Length + 1), One(Strange));
                break;
            case 5 or 6 or 7:
                for (var count = _random.Next(1, 5); count > 0; count--)
                {
                    text = text.Insert(_random.Next(text.Length + 1), One(Spaces[..4]));
                }

                break;
            case 8:
                text = text.Insert(_random.Next(text.Length + 1), One(Spaces));
                break;
        }

        return Bytes(text);
    }

    /// <summary>The key as another program might write it, or nearly.</summary>
    private byte[] Spelling(OfferableKey key)
    {
        var kind = Encoding.ASCII.GetBytes(_random.Next(7) switch
        {
            0 => One(["RSA", "rsa", "DSA", "ED25519", "ed25519", "Ed25519-SK", "ECDSA", "ECDSA-SK", "none"]),
            1 => key.Kind + "\0",
            2 => key.Kind + "\0\0",
            3 => key.Kind == "ssh-rsa" ? "rsa-sha2-256" : "webauthn-" + key.Kind,
            _ => key.Kind,
        });
        var blob = new List<byte>(KeyPool.String(kind));
        foreach (var part in key.Parts)
        {
            blob.AddRange(KeyPool.String(_random.Next(8) switch
            {
                0 => [0, .. part],
                1 => [.. part, 0],
                2 => part.AsSpan().TrimStart((byte)0),
                3 => [0, 0, 0, .. part],
                _ => part,
            }));
        }

        if (_random.Next(8) == 0)
        {
            blob.Add((byte)_random.Next(2));
        }

        if (_random.Next(12) == 0)
        {
            blob[_random.Next(blob.Count)] ^= (byte)(1 << _random.Next(8));
        }

        return [.. blob];
    }

    private void Damage(List<byte> content)
    {
        for (var count = _random.Next(1, 4); count > 0; count--)
        {
            var place = _random.Next(Math.Min(content.Count, 400));
            switch (_random.Next(3))
            {
                case 0:
                    content.RemoveAt(place);
                    break;
                case 1:
                    content.InsertRange(place, Bytes(One(Strange)));
                    break;
                default:
                    content[place] = (byte)_random.Next(256);
                    break;
            }
        }
    }

    private T One<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    private string Usually(int often, string usual, string[] others) => _random.Next(often + 1) > 0 ? usual : One(others);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
