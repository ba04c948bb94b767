#!/usr/bin/env bash
# ARSoft.Tools.Net 3.6.1: `DomainName` has two answers to "the same name?". `Equals` and `GetHashCode`, which sets and dictionaries use,
# and `IsSubDomainOf` ignore case, as DNS does; the operator `==` does not. So a name is found in a set, and the comparison that follows
# says that it is another one.
# Expected: an operator that a type defines agrees with its `Equals`.
set -euo pipefail
version=3.6.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat >probe.cs <<P
#:package ARSoft.Tools.Net@$version
#:property PublishAot=false
using ARSoft.Tools.Net;

DomainName name = DomainName.Parse("mail.example.net"), same = DomainName.Parse("mail.example.net"), capital = DomainName.Parse("Mail.Example.NET");
Console.WriteLine(\$"same text: == {name == same}, Equals {name.Equals(same)}");
Console.WriteLine(\$"other case: == {name == capital}, != {name != capital}, Equals {name.Equals(capital)}, in a set {new HashSet<DomainName> { name }.Contains(capital)}");
Console.WriteLine(\$"other case, below a name: {capital.IsSubDomainOf(DomainName.Parse("example.net"))}");
P
seen=$(dotnet run probe.cs)
echo "ARSoft.Tools.Net $version:"
sed 's/^/  /' <<<"$seen"
expected='same text: == True, Equals True
other case: == False, != True, Equals True, in a set True
other case, below a name: True'
[ "$seen" = "$expected" ] || { echo "The behaviour has changed."; exit 1; }
