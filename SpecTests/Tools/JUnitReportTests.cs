using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using NUnit.Framework;
using Wasm.Wast.Runner;
using Wasm.Wast.Runner.Reports;

namespace Wasm.SpecTests.Tools;

/// <summary>The JUnit report is well-formed whatever the messages are, and keeps to what strict readers allow.</summary>
[TestFixture]
public sealed class JUnitReportTests
{
    /// <summary>What the strictest of the schemas in use allows, written down here in our own words.</summary>
    private const string Schema = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:element name="testsuites"><xs:complexType><xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>
          <xs:element name="testsuite"><xs:complexType><xs:sequence>
            <xs:element name="properties"><xs:complexType><xs:sequence><xs:element name="property" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
              <xs:attribute name="name" type="xs:token" use="required"/><xs:attribute name="value" type="xs:string" use="required"/></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
            <xs:element name="testcase" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
              <xs:choice minOccurs="0"><xs:element name="skipped"/><xs:element name="failure"><xs:complexType><xs:simpleContent><xs:extension base="xs:string">
                <xs:attribute name="message" type="xs:string"/><xs:attribute name="type" type="xs:string" use="required"/></xs:extension></xs:simpleContent></xs:complexType></xs:element></xs:choice>
              <xs:attribute name="name" type="xs:token" use="required"/><xs:attribute name="classname" type="xs:token" use="required"/><xs:attribute name="time" type="xs:decimal" use="required"/></xs:complexType></xs:element>
            <xs:element name="system-out" type="xs:string"/><xs:element name="system-err" type="xs:string"/></xs:sequence>
            <xs:attribute name="id" type="xs:int" use="required"/><xs:attribute name="package" type="xs:token" use="required"/><xs:attribute name="name" type="xs:token" use="required"/>
            <xs:attribute name="timestamp" use="required"><xs:simpleType><xs:restriction base="xs:dateTime"><xs:pattern value="\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}"/></xs:restriction></xs:simpleType></xs:attribute>
            <xs:attribute name="hostname" type="xs:token" use="required"/><xs:attribute name="tests" type="xs:int" use="required"/><xs:attribute name="failures" type="xs:int" use="required"/>
            <xs:attribute name="errors" type="xs:int" use="required"/><xs:attribute name="skipped" type="xs:int"/><xs:attribute name="time" type="xs:decimal" use="required"/></xs:complexType></xs:element>
        </xs:schema>
        """;

    [Test]
    public void It_is_valid_and_counts_right()
    {
        XDocument report = Write(SampleResults.TwoEngines());
        XElement first = report.Root!.Elements("testsuite").First();
        Assert.That((string?)first.Attribute("name"), Is.EqualTo("core"));
        Assert.That((string?)first.Attribute("package"), Is.EqualTo("reference"));
        Assert.That((string?)first.Attribute("timestamp"), Is.EqualTo("2026-01-02T03:04:05"));
        Assert.That((int)first.Attribute("tests")!, Is.EqualTo(2));
        Assert.That((int)first.Attribute("failures")!, Is.EqualTo(1));
        Assert.That((string?)first.Element("testcase")!.Element("failure"), Does.Contain("a.wast:7:2: assert_return").And.Contain("expected: i32.const 7").And.Contain("actual:   i32.const 9"));
        Assert.That((string?)first.Element("system-out"), Does.Contain("b.wast: 1 skipped: threads are off"));
    }

    [Test]
    public void A_difference_between_engines_is_a_failed_case()
    {
        XElement last = Write(SampleResults.TwoEngines()).Root!.Elements("testsuite").Last();
        Assert.That((string?)last.Attribute("package"), Is.EqualTo("reference-vs-jit-x64"));
        Assert.That((int)last.Attribute("failures")!, Is.EqualTo(1));
        Assert.That((string?)last.Element("testcase")!.Element("failure"), Does.Contain("jit-x64: i32.const 2"));
    }

    [Test]
    public void A_script_of_which_nothing_ran_is_skipped()
    {
        XElement suite = Write(SampleResults.Suite(SampleResults.Script("a.wast", 0, skipped: 3))).Root!.Element("testsuite")!;
        Assert.That((int)suite.Attribute("skipped")!, Is.EqualTo(1));
        Assert.That((string?)suite.Element("testcase")!.Element("skipped")!.Attribute("message"), Is.EqualTo("threads are off"));
    }

    [Test]
    public void Hostile_text_stays_well_formed()
    {
        var failure = new Failure(1, 1, SampleResults.Hostile, SampleResults.Hostile, SampleResults.Hostile) { Excerpt = new Excerpt(1, 1, SampleResults.Hostile, 3) };
        XDocument report = Write(SampleResults.Suite(SampleResults.Script(SampleResults.Hostile, 0, [failure], group: SampleResults.Hostile)));
        string text = (string)report.Descendants("failure").Single();
        Assert.That(text, Does.Contain("<script>alert(\"1\")</script> & ' ]]> [31m x \U0001F600 -->"));
    }

    [Test]
    public void Failures_of_one_script_are_capped()
    {
        XDocument report = Write(SampleResults.Suite(SampleResults.Script("a.wast", 0, Enumerable.Range(1, 5000).Select(line => SampleResults.Failure(line)))));
        string text = (string)report.Descendants("failure").Single();
        Assert.That(text, Does.Contain("4900 more in report.json"));
        Assert.That(text, Does.Not.Contain("a.wast:101:"));
    }

    private static XDocument Write(SuiteResult result)
    {
        var output = new StringWriter();
        JUnitReport.Write(result, output, SampleResults.Started);
        XDocument report = XDocument.Parse(output.ToString());
        var schemas = new XmlSchemaSet();
        schemas.Add("", XmlReader.Create(new StringReader(Schema)));
        report.Validate(schemas, (_, error) => Assert.Fail(error.Message));
        return report;
    }
}
